"""The API, described for programs and for people; nothing is loaded from elsewhere."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from mentorat.errors import NotFound, Refusal
from mentorat.web.language import Translator
from mentorat.web.openapi import describe
from mentorat.web.operation_notes import NOTES
from mentorat.web.operation_words import CREDENTIALS, FRENCH, GROUPS, REFUSALS, group_of
from mentorat.web.provide import Anybody, AnyRequest
from mentorat.web.reference.documents import REFERENCE
from mentorat.web.reference.samples import Sample, call_of, samples
from mentorat.web.rendering import html, request_translator

OK_MAX = 399
SIGNED_BY_OTHERS = {"receiveClerkDelivery"}  # a call of one's own would be refused
LIMITS = {"minLength": "≥", "maxLength": "≤", "minimum": "≥", "maximum": "≤"}


class OperationEntry(msgspec.Struct, frozen=True):
    """One operation as a page shows it; `answers` name a document where there is one. Of its note
    every second part is a word of the API."""

    id: str
    method: str
    path: str
    summary: str
    note: list[str]
    parameters: list[dict[str, Any]]
    takes: str | None
    forms: list[str]
    answers: list[tuple[str, str | None]]
    refuses: list[str]
    credentials: list[str]
    is_open: bool
    scope: str | None
    samples: list[Sample]
    answer: str | None


class FieldEntry(msgspec.Struct, frozen=True):
    """One field of a document: what it holds, in the words of JSON Schema."""

    name: str
    kind: str
    is_required: bool


@get(
    "/api/openapi.json",
    opt=describe("getOpenApi", "This description", answers={200: dict}, open_to_all=True),
)
async def openapi_document(state: State) -> Response[bytes]:
    return Response(msgspec.json.encode(state.openapi()), media_type="application/json")


@get("/api/docs", media_type="text/html")
async def show_contents(request: AnyRequest, state: State, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    origin = state.settings.origin
    operations = list(_operations(state.openapi(), origin, request_translator(request)))
    context = {
        "groups": [
            (name, title, [one for one in operations if group_of(one.path) == name])
            for name, title, _ in GROUPS
        ],
        "refusals": REFUSALS,
        "codes": sorted(_codes(Refusal)),
        "origin": origin,
    }
    return html(request, "api_docs/contents.html", context)


@get("/api/docs/{group:str}", media_type="text/html")
async def show_group(
    request: AnyRequest, state: State, visitor: Anybody, group: FromPath[str]
) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    titles = {name: title for name, title, _ in GROUPS}
    if group not in titles:
        raise NotFound
    schemas = state.openapi()["components"]["schemas"]
    operations = [
        one
        for one in _operations(state.openapi(), state.settings.origin, request_translator(request))
        if group_of(one.path) == group
    ]
    asked = [name for one in operations for name in (one.takes, *(n for _, n in one.answers))]
    context = {
        "group": group,
        "title": titles[group],
        "groups": GROUPS,
        "operations": operations,
        "documents": {name: _fields(schemas[name]) for name in _reached(asked, schemas)},
        "examples": {
            name: one.answer for one in operations for _, name in one.answers if one.answer
        },
        "credentials": CREDENTIALS,
        "kind_of": kind_of,
    }
    return html(request, "api_docs/group.html", context)


def _operations(
    document: dict[str, Any], origin: str, translate: Translator
) -> Iterator[OperationEntry]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield _entry(told, (method, path, origin), translate)


def _entry(
    told: dict[str, Any], place: tuple[str, str, str], translate: Translator
) -> OperationEntry:
    method, path, origin = place
    name, answers, security = told["operationId"], told["responses"], told["security"]
    is_french = translate.locale == "fr"
    summary = FRENCH.get(name, told["summary"]) if is_french else told["summary"]
    note = NOTES[name][1 if is_french else 0] if name in NOTES else ""
    content = told.get("requestBody", {}).get("content", {})
    done = {status: one for status, one in answers.items() if int(status) <= OK_MAX}
    is_callable = name not in SIGNED_BY_OTHERS
    return OperationEntry(
        id=name,
        method=method.upper(),
        path=path,
        summary=translate.gettext(summary),
        note=translate.gettext(note).split("`") if note else [],
        parameters=told.get("parameters", []),
        takes=_named(content.get("application/json", {}).get("schema", {})),
        forms=[media for media in content if media != "application/json"],
        answers=[(status, _document(one)) for status, one in done.items()],
        refuses=sorted(answers.keys() - done.keys()),
        credentials=[scheme for one in security for scheme in one],
        is_open=not security or {} in security,
        scope=_scope(security),
        samples=samples(call_of(told, method, origin + path)) if is_callable else [],
        answer=_example(done),
    )


def _example(answers: dict[str, Any]) -> str | None:
    """What a call is answered, laid out to be read."""
    for one in answers.values():
        for media in one.get("content", {}).values():
            if "example" in media:
                return json.dumps(media["example"], ensure_ascii=False, indent=2)
    return None


def _scope(security: list[dict[str, list[str]]]) -> str | None:
    return next((name for way in security for name in way.get("apiKey", ())), None)


def _document(answer: dict[str, Any]) -> str | None:
    for media in answer.get("content", {}).values():
        return _named(media["schema"])
    return None


def _named(schema: dict[str, Any]) -> str | None:
    reference = schema.get("$ref")
    return str(reference).removeprefix(REFERENCE) if reference else None


def _reached(asked: list[str | None], schemas: dict[str, Any]) -> list[str]:
    """The documents that these lead to, in the order they are met."""
    met: dict[str, None] = {}
    waiting = [name for name in asked if name]
    while waiting:
        name = waiting.pop(0)
        if name not in met:
            met[name] = None
            text = msgspec.json.encode(schemas[name]).decode()
            waiting += re.findall(rf'"{re.escape(REFERENCE)}(\w+)"', text)
    return list(met)


def _fields(schema: dict[str, Any]) -> list[FieldEntry]:
    required = schema.get("required", [])
    return [
        FieldEntry(name, kind_of(field), name in required)
        for name, field in schema.get("properties", {}).items()
    ] or [FieldEntry("", kind_of(schema), is_required=True)]


def kind_of(schema: dict[str, Any]) -> str:
    """What a schema allows, in one line: «string (date-time) | null», «[Slot]»."""
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        return " | ".join(dict.fromkeys(map(kind_of, either)))
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return " | ".join(f'"{value}"' for value in values)
    if schema.get("type") == "array":
        return f"[{kind_of(schema.get('items', {}))}]"
    return _named(schema) or _plain_kind(schema)


def _plain_kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "object")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    limits = [str(schema["format"])] if "format" in schema else []
    for name, sign in LIMITS.items():
        if name in schema:
            limits.append(f"{sign} {schema[name]}")
    return f"{words} ({', '.join(limits)})" if limits else words


def _codes(kind: type[Refusal]) -> set[tuple[str, str]]:
    """Every code a problem document may carry, with its sentence."""
    below = [_codes(one) for one in kind.__subclasses__()]
    return {(kind.code, re.sub(r"%\(\w+\)s", "…", kind.sentence))}.union(*below)
