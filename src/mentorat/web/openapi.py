"""The API's description, made from what each route says of itself."""

import inspect
from types import NoneType
from typing import Any, TypedDict, get_args, get_origin, get_type_hints

import msgspec
from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from pydantic import BaseModel

from mentorat import __version__
from mentorat.viewer import Scope
from mentorat.web.operation_notes import INTRODUCTION, NOTES, TAGS
from mentorat.web.operation_words import GROUPS, group_of
from mentorat.web.problems import ProblemDocument
from mentorat.web.provide import SAFE_METHODS
from mentorat.web.reference.documents import Schemas, incoming, outgoing, reference
from mentorat.web.reference.examples import example_answer, example_request
from mentorat.web.reference.parameters import (
    header_parameters,
    path_parameters,
    query_parameters,
    sent_headers,
)
from mentorat.web.reference.problems import refusal_of, responses
from mentorat.web.reference.security import PERSON, SCHEMES, requirements

CHOSEN = {"member", "operator"}  # who must have chosen a role
JSON = "application/json"
DONE = {
    200: "The document.",
    201: "What was made.",
    204: "Done; there is nothing to read.",
    301: "It has another address now: `Location`.",
    304: "It has not changed since the `ETag` that `If-None-Match` names.",
}


class Description(TypedDict, total=False):
    """What a route says of itself, under `opt['describe']`."""

    id: str
    summary: str
    takes: type[BaseModel] | None
    content: dict[str, Any]
    query: type[BaseModel] | None
    answers: dict[int, Any]
    refuses: tuple[int, ...]
    headers: tuple[str, ...]
    sends: tuple[str, ...]
    credentials: tuple[str, ...]
    open_to_all: bool
    scope: Scope


class ToldRoute(msgspec.Struct, frozen=True):
    """A route with what it says of itself, and what follows from its signature."""

    route: HTTPRoute
    method: str
    told: Description
    recognises: bool  # it asks who is calling

    @property
    def path(self) -> str:
        return self.route.path_format


def describe(
    operation_id: str, summary: str, *, refuses: tuple[int, ...] = (), **more: Any
) -> dict[str, Any]:
    """The `opt` of a documented route: what its signature does not say.

    `refuses` are the statuses beyond those that its body, its path and its gates bring along;
    `takes` is the body's model, `content` a body of another kind (as OpenAPI writes it), `query`
    the parameters' model, `headers` optional headers, `sends` headers of the answer, `answers` a
    struct for each status where the return type does not tell (None = no body), `credentials` the
    security schemes that are taken, where they are not those of people.
    `scope` is what an API key must hold to open it; without one, no key does.
    """
    found: Description = {"id": operation_id, "summary": summary, "refuses": refuses}
    return {"describe": {**found, **more}}


def build_openapi(app: Litestar) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every described route."""
    routes = sorted(_described(app), key=lambda one: (one.path, one.method))
    outputs = [kind for one in routes for kind in one.told["answers"].values() if _is_struct(kind)]
    queries = {one.told["query"] for one in routes if one.told.get("query")}
    taken = {one.told["takes"] for one in routes if one.told.get("takes")}
    schemas = incoming(sorted(filter(None, queries | taken), key=lambda kind: kind.__name__))
    schemas |= outgoing([*outputs, ProblemDocument])
    paths: dict[str, Any] = {}
    for one in routes:
        paths.setdefault(one.path, {})[one.method] = _operation(one, schemas)
    for query in filter(None, queries - taken):
        del schemas[query.__name__]  # told as parameters
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mentorat",
            "version": __version__,
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [{"name": name, "description": TAGS[name]} for name, *_ in GROUPS],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": responses(),
            "securitySchemes": SCHEMES,
        },
    }


def _described(app: Litestar) -> list[ToldRoute]:
    return [
        _told(app, route, handler, method)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "describe" in handler.opt
        for method in handler.http_methods
        if method not in {"OPTIONS", "HEAD"}
    ]


def _told(app: Litestar, route: HTTPRoute, handler: HTTPRouteHandler, method: str) -> ToldRoute:
    """What a route says of itself, with what follows from its signature."""
    said: Description = handler.opt["describe"]
    asks = _asks(app, inspect.unwrap(handler.fn))
    recognises, is_unsafe = "visitor" in asks, method not in SAFE_METHODS
    has_scope = "scope" in said
    follows = {
        401: recognises or has_scope,
        403: bool(asks & CHOSEN) or (is_unsafe and recognises) or has_scope,
        404: "{" in route.path_format,
        429: bool(handler.guards) or (is_unsafe and recognises) or has_scope,
        503: "db" in asks or recognises,
        **dict.fromkeys((400, 413, 415), bool(said.get("takes"))),
        422: bool(said.get("takes") or said.get("query")),
    }
    refuses = {*said["refuses"], *(status for status, does in follows.items() if does)}
    answers = said.get("answers") or {handler.status_code: _kind(handler)}
    told: Description = {**said, "answers": answers, "refuses": (*sorted(refuses),)}
    return ToldRoute(route, method.lower(), told, recognises)


def _asks(app: Litestar, fn: Any) -> set[str]:
    """The parameters of a route, and those of whatever provides them."""
    names = {*inspect.signature(fn).parameters}
    provided = [app.dependencies[name] for name in names & app.dependencies.keys()]
    return names.union(*(_asks(app, getattr(one, "dependency", one)) for one in provided))


def _kind(handler: HTTPRouteHandler) -> Any:
    kind = get_type_hints(inspect.unwrap(handler.fn))["return"]
    if issubclass(get_origin(kind) or kind, Response):
        (kind,) = get_args(kind)
    return None if kind is NoneType else get_origin(kind) or kind


def _operation(one: ToldRoute, schemas: Schemas) -> dict[str, Any]:
    told = one.told
    operation: dict[str, Any] = {
        "operationId": told["id"],
        "tags": [group_of(one.path)],
        "summary": told["summary"],
    }
    if told["id"] in NOTES:
        operation["description"] = NOTES[told["id"]][0]
    parameters = [
        *path_parameters(one.route.path_components),
        *query_parameters(told["id"], told.get("query"), schemas),
        *header_parameters(told["id"], told.get("headers", ())),
    ]
    if parameters:
        operation["parameters"] = parameters
    if body := _body(told, schemas):
        operation["requestBody"] = body
    operation["responses"] = {
        str(status): _answer(status, kind, told, schemas)
        for status, kind in told["answers"].items()
    } | {str(status): refusal_of(status) for status in told["refuses"]}
    operation["security"] = requirements(
        told.get("credentials", PERSON),
        scope=told.get("scope"),
        is_open=told.get("open_to_all", False),
        recognises=one.recognises,
    )
    return operation


def _body(told: Description, schemas: Schemas) -> dict[str, Any] | None:
    takes = told.get("takes")
    if takes is None:
        content = told.get("content")
        return {"required": True, "content": content} if content else None
    name = takes.__name__
    document = {"schema": reference(name), "example": example_request(name, schemas)}
    is_required = any(field.is_required() for field in takes.model_fields.values())
    return {"required": is_required, "content": {JSON: document}}


def _answer(status: int, kind: Any, told: Description, schemas: Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {"description": DONE[status]}
    if headers := sent_headers(status, told.get("sends", ())):
        found["headers"] = headers
    if _is_struct(kind):
        example = example_answer(kind.__name__, schemas)
        found["content"] = {JSON: {"schema": reference(kind.__name__), "example": example}}
    elif kind is not None:
        found["content"] = {JSON: {"schema": {"type": "object"}}}
    return found


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
