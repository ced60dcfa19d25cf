"""`mentorat slots`: a schedule examined without a database."""

import sys
from typing import Any

from pydantic import ValidationError

from mentorat.cli.output import complain, print_json
from mentorat.cli.slot_question import answer
from mentorat.web.strict_json import MalformedJsonError, decode


def compute_slots() -> int:
    """Read a schedule (or a list of them) as JSON on stdin, print the starts it offers."""
    try:
        document = decode(sys.stdin.buffer.read())
    except MalformedJsonError as error:
        complain(f"Not JSON as we read it: {error}")
        return 1
    several = isinstance(document, list)
    answers: list[list[str]] = []
    problems: list[str] = []
    for number, entry in enumerate(document if several else [document]):
        try:
            answers.append(answer(entry))
        except ValidationError as error:
            problems += _problems(error, f"/{number}" if several else "")
    if problems:
        complain("\n".join(problems))
        return 1
    print_json(answers if several else answers[0])
    return 0


def _problems(error: ValidationError, place: str) -> list[str]:
    return [
        f"{place}{''.join(f'/{part}' for part in found['loc'])}: {_words(found)}"
        for found in error.errors(include_url=False, include_input=False)
    ]


def _words(found: Any) -> str:
    values = dict(found.get("ctx", {}))
    sentence = values.pop("sentence", None)
    return str(sentence) % values if sentence and values else str(sentence or found["msg"])
