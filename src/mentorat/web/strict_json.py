"""JSON as people may send it to us: one meaning, no surprises.

Python's parser accepts NaN, keeps the last of two equal keys, and lets through half surrogate
pairs and NUL, which PostgreSQL refuses. Here each of them is a named problem.
"""

import json
import re
from typing import Any, NoReturn

from mentorat.errors import say
from mentorat.web.strict_text import UNSTORABLE

MAX_DEPTH = 32
MAX_DIGITS = 18  # fits a bigint


class MalformedJsonError(ValueError):
    """The body is not JSON as we accept it; the message is a sentence for the reader."""


def decode(body: bytes) -> Any:
    """The document in a UTF-8 body; raises MalformedJsonError, never anything else."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedJsonError(say("Le corps de la requête n'est pas de l'UTF-8.")) from None
    if _depth(text) > MAX_DEPTH:
        raise MalformedJsonError(say("Le document JSON est trop profond (32 niveaux au plus)."))
    try:
        document = json.loads(
            text,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError:
        raise MalformedJsonError(say("Le corps de la requête n'est pas du JSON.")) from None
    if isinstance(document, str):
        _check_text(document)
    return document


def _depth(text: str) -> int:
    # Brackets inside strings are skipped; a wrong nesting is left to the parser.
    deepest = depth = 0
    for bracket in re.findall(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, flags=re.DOTALL):
        if bracket in {"[", "{"}:
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in {"]", "}"}:
            depth -= 1
    return deepest


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise MalformedJsonError(say("Un nombre du document JSON est trop grand."))
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise MalformedJsonError(say("Un nombre du document JSON est trop grand."))
    return number


def _constant(_name: str) -> NoReturn:
    raise MalformedJsonError(say("NaN et Infinity ne sont pas du JSON."))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        _check_text(key)
        for text in _texts(value):
            _check_text(text)
        if key in found:
            raise MalformedJsonError(say("Une clé du document JSON apparaît deux fois."))
        found[key] = value
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []  # an object's own texts were checked when it was read


def _check_text(text: str) -> None:
    if UNSTORABLE.search(text):
        raise MalformedJsonError(say("Le document JSON contient un caractère interdit."))
