"""What people send, as explicit models: unknown fields refused, every problem named at once."""

from typing import Any, TypeVar, get_origin

import pydantic
from litestar import Request
from litestar.enums import RequestEncodingType
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from mentorat.errors import Invalid, Problem, say
from mentorat.web.edge_refusals import MalformedRequest, UnsupportedMedia
from mentorat.web.strict_json import MalformedJsonError, decode
from mentorat.web.strict_text import text_pairs
from mentorat.wire import UNSTORABLE

Model = TypeVar("Model", bound=BaseModel)

# One sentence for each way pydantic refuses; what is not listed reads «not valid».
SENTENCES = {
    "missing": say("Ce champ est obligatoire."),
    "extra_forbidden": say("Ce champ n'existe pas ici."),
    "string_type": say("Un texte est attendu."),
    "string_pattern_mismatch": say("Cette valeur n'a pas la forme attendue."),
    "string_too_short": say("Au moins %(min_length)s caractères sont nécessaires."),
    "string_too_long": say("%(max_length)s caractères au plus."),
    "int_type": say("Un nombre entier est attendu."),
    "int_parsing": say("Un nombre entier est attendu."),
    "int_from_float": say("Un nombre entier est attendu."),
    "greater_than_equal": say("Le minimum est %(ge)s."),
    "less_than_equal": say("Le maximum est %(le)s."),
    "list_type": say("Une liste est attendue."),
    "too_short": say("Il en faut au moins %(min_length)s."),
    "too_long": say("%(max_length)s au plus."),
    "literal_error": say("Ce choix n'existe pas."),
    "enum": say("Ce choix n'existe pas."),
    "union_tag_invalid": say("Ce choix n'existe pas."),
    "union_tag_not_found": say("Faites un choix."),
    "model_type": say("Un objet est attendu."),
    "model_attributes_type": say("Un objet est attendu."),
    "dict_type": say("Un objet est attendu."),
    "json_invalid": say("Ce n'est pas du JSON."),
}
NOT_VALID = say("Cette valeur n'est pas valable.")
KEY_LENGTH_MAX = 255
PROBLEMS_MAX = 100
DISCRIMINATED = {"union_tag_invalid", "union_tag_not_found"}


async def read_json(request: Request[Any, Any, Any], model: type[Model]) -> Model:
    """The body as `model`; raises UnsupportedMedia, Malformed or Invalid."""
    if request.content_type[0] != RequestEncodingType.JSON:
        raise UnsupportedMedia
    try:
        document = decode(await request.body())
    except MalformedJsonError as error:
        raise MalformedRequest(str(error)) from None
    return validated(model, document)


async def read_json_if_any(request: Request[Any, Any, Any], model: type[Model]) -> Model:
    """The body as `model`, if one of JSON was sent; raises what `read_json` raises."""
    is_json = request.content_type[0] == RequestEncodingType.JSON and await request.body()
    return await read_json(request, model) if is_json else model()


def validated(model: type[Model], document: object) -> Model:
    """`document` as `model`; raises Invalid with every problem."""
    try:
        return model.model_validate(document)
    except pydantic.ValidationError as error:
        raise Invalid(problems_of(error)) from None


def tried(model: type[Model], document: object, problems: list[Problem]) -> Model | None:
    """`document` as `model`, or None with its problems added to the others of one form."""
    try:
        return model.model_validate(document)
    except pydantic.ValidationError as error:
        problems += problems_of(error)
        return None


def problems_of(error: pydantic.ValidationError) -> list[Problem]:
    """What pydantic found, with JSON pointers and our sentences."""
    found = error.errors(include_url=False, include_input=False)
    return [_problem(problem) for problem in found[:PROBLEMS_MAX]]


def _problem(found: ErrorDetails) -> Problem:
    kind = found["type"]
    context: dict[str, object] = {
        name: value
        for name, value in found.get("ctx", {}).items()
        if isinstance(value, str | int | float)
    }
    sentence = SENTENCES.get(kind)
    if sentence is None:
        # Our own validators raise PydanticCustomError with a sentence marked for translation.
        sentence = str(context.pop("sentence", NOT_VALID))
    where = [str(part) for part in found["loc"]]
    if where and where[0] in TAGS and (len(where) > 1 or kind != "extra_forbidden"):
        del where[0]
    if kind in DISCRIMINATED:
        where.append(str(found.get("ctx", {}).get("discriminator", "")).strip("'"))
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in where)
    return Problem(pointer, sentence, kind, context)


# pydantic puts the tag of a union into the location; a reader's document has no such step.
TAGS = frozenset({"MENTOR", "USER"})


def query_fields(request: Request[Any, Any, Any], model: type[BaseModel]) -> dict[str, Any]:
    """The parameters of an address by name. Empty ones that `model` knows are left out, as forms
    send them; unknown ones stay, to be named, and so do those that stand twice."""
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    several = {name for name, field in known.items() if get_origin(field.annotation) is list}
    found: dict[str, list[str]] = {}
    for name, value in text_pairs(request.scope["query_string"].decode("latin-1")):
        if value.strip() or name not in known:
            found.setdefault(UNSTORABLE.sub("�", name), []).append(value)
    return {
        name: values if name in several or len(values) > 1 else values[0]
        for name, values in found.items()
    }


def idempotency_key(request: Request[Any, Any, Any]) -> str | None:
    """The Idempotency-Key of a create, if one was sent; raises Malformed for an odd one."""
    key = request.headers.get("idempotency-key")
    if key is not None and not (
        0 < len(key) <= KEY_LENGTH_MAX and key.isascii() and key.isprintable()
    ):
        raise MalformedRequest(
            say("L'en-tête Idempotency-Key doit compter de 1 à 255 caractères ASCII.")
        )
    return key
