"""The API's description, made from what each route says of itself."""

import inspect
from types import NoneType
from typing import Any, TypedDict, get_args, get_origin, get_type_hints

import msgspec
from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from mentorat import __version__
from mentorat.viewer import Scope
from mentorat.web.operation_security import SCHEMES, security_of
from mentorat.web.problems import ProblemDocument
from mentorat.web.provide import SAFE_METHODS

CHOSEN = {"member", "operator"}  # who must have chosen a role
REF = "#/components/schemas/{name}"
PYDANTIC_REF = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"

REFUSAL_WORDS = {
    400: "The body is not JSON, or the request is malformed.",
    401: "No valid identification.",
    403: "This person may not do this, or a form's token is missing.",
    404: "Not found, or not visible to this person.",
    405: "This address does not accept this method.",
    409: "The situation has changed: the request no longer applies.",
    412: "It has changed since it was read.",
    413: "The body is too large.",
    415: "The body must be JSON.",
    422: "The document is not valid: every problem is named.",
    429: "Too many requests in a minute; Retry-After says when to come back.",
    503: "The database does not answer; Retry-After says when to come back.",
}


class Description(TypedDict, total=False):
    """What a route says of itself, under `opt['describe']`."""

    id: str
    summary: str
    takes: type[BaseModel] | None
    query: type[BaseModel] | None
    answers: dict[int, Any]
    refuses: tuple[int, ...]
    headers: tuple[str, ...]
    open_to_all: bool
    scope: Scope


def describe(
    operation_id: str, summary: str, *, refuses: tuple[int, ...] = (), **more: Any
) -> dict[str, Any]:
    """The `opt` of a documented route: what its signature does not say.

    `refuses` are the statuses beyond those that its body, its path and its gates bring along;
    `takes` is the body's model, `query` the parameters' model, `headers` optional headers,
    `answers` a struct for each status where the return type does not tell (None = no body).
    `scope` is what an API key must hold to open it; without one, no key does.
    """
    found: Description = {"id": operation_id, "summary": summary, "refuses": refuses}
    return {"describe": {**found, **more}}


def build_openapi(app: Litestar) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every described route."""
    routes = sorted(_described(app), key=lambda found: (found[0], found[1]))
    outputs = [
        kind for _, _, told in routes for kind in told["answers"].values() if _is_struct(kind)
    ]
    inputs = [
        model for _, _, told in routes for model in (told.get("takes"), told.get("query")) if model
    ]
    _, out_schemas = msgspec.json.schema_components([*outputs, ProblemDocument], ref_template=REF)
    _, defs = models_json_schema(
        [(model, "validation") for model in inputs], ref_template=PYDANTIC_REF
    )
    paths: dict[str, Any] = {}
    for path, method, told in routes:
        paths.setdefault(path, {})[method] = _operation(path, told, defs.get("$defs", {}))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mentorat",
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": {**defs.get("$defs", {}), **out_schemas},
            "securitySchemes": SCHEMES,
        },
    }


def _described(app: Litestar) -> list[tuple[str, str, Description]]:
    return [
        (route.path_format, method.lower(), _told(app, handler, route.path_format, method))
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and "describe" in handler.opt
        for method in handler.http_methods
        if method not in {"OPTIONS", "HEAD"}
    ]


def _told(app: Litestar, handler: HTTPRouteHandler, path: str, method: str) -> Description:
    """What a route says of itself, with what follows from its signature."""
    said: Description = handler.opt["describe"]
    asks = _asks(app, inspect.unwrap(handler.fn))
    refuses = {*said["refuses"]}
    if asks & {"db", "visitor"}:
        refuses.add(503)
    if handler.guards or (method not in SAFE_METHODS and "visitor" in asks):
        refuses.add(429)
    if said.get("scope"):
        refuses |= {401, 403, 429}
    if asks & CHOSEN or (method not in SAFE_METHODS and "visitor" in asks):
        refuses.add(403)
    if said.get("takes"):
        refuses |= {400, 413, 415, 422}
    if said.get("query") or said.get("headers"):
        refuses.add(422)
    if "{" in path:
        refuses.add(404)
    answers = said.get("answers") or {handler.status_code: _kind(handler)}
    return {**said, "answers": answers, "refuses": (*sorted(refuses),)}


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


def _operation(path: str, told: Description, models: dict[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"description": "Done.", **_content(kind)}
        for status, kind in told["answers"].items()
    }
    for status in (*told["refuses"], *(() if told.get("open_to_all") else (401,))):
        responses[str(status)] = {
            "description": REFUSAL_WORDS[status],
            "content": {PROBLEM: {"schema": {"$ref": REF.format(name="ProblemDocument")}}},
        }
    operation: dict[str, Any] = {
        "operationId": told["id"],
        "summary": told["summary"],
        "responses": responses,
        "security": security_of(is_open=told.get("open_to_all", False), scope=told.get("scope")),
    }
    parameters = [*_path_parameters(path), *_query_parameters(told.get("query"), models)]
    parameters += [
        {
            "name": name,
            "in": "header",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
        for name in told.get("headers", ())
    ]
    if parameters:
        operation["parameters"] = parameters
    takes = told.get("takes")
    if takes:
        schema = {"$ref": REF.format(name=takes.__name__)}
        operation["requestBody"] = {
            "required": any(field.is_required() for field in takes.model_fields.values()),
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _content(kind: Any) -> dict[str, Any]:
    if kind is None:
        return {}
    schema = {"$ref": REF.format(name=kind.__name__)} if _is_struct(kind) else {"type": "object"}
    return {"content": {"application/json": {"schema": schema}}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _query_parameters(
    model: type[BaseModel] | None, models: dict[str, Any]
) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = models[model.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
