"""What stands in an address and in headers."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from litestar.types.internal_types import PathParameterDefinition
from pydantic import BaseModel

from mentorat.web.reference.documents import Schemas, parameter
from mentorat.web.reference.example_requests import HEADERS, PATHS, QUERIES

KINDS: dict[type, dict[str, str]] = {
    UUID: {"type": "string", "format": "uuid"},
    int: {"type": "integer"},
}
VISIBLE = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
TAKEN = {
    "Idempotency-Key": (
        "A key of your own for this one request. A repetition with the same key and the same body "
        "has no second effect and gets the first answer."
    ),
    "If-Match": "The `ETag` that was read: refused with 409 when the document has changed since.",
    "If-None-Match": "An `ETag` that was read: 304 when nothing has changed since.",
    "svix-id": "The name of the message; the same when it is sent again.",
    "svix-timestamp": "When it was sent, in seconds since 1970.",
    "svix-signature": "The signatures of id, timestamp and body, as Svix makes them.",
}
# What a parameter of an address means, by its name; «operation.name» where it means another thing.
ASKED = {
    "at": "A time on a clock: a free slot in the hour that follows it, `18:00`.",
    "author": "The name of an author in addresses.",
    "before": "The `nextBefore` of the page before.",
    "cursor": "The `nextCursor` of the page before.",
    "day": "A date with a free slot: `2027-06-07`.",
    "free": "A free slot today, in 7 days, or in the evenings or weekends of the next 14.",
    "from": "The first instant; now, unless said.",
    "lang": "The language of labels, or of articles; that of `Accept-Language`, unless said.",
    "language": "ISO 639 codes: mentors who speak all of them.",
    "limit": "How many at most.",
    "listPlatformBookings.status": "Where the bookings stand.",
    "listPosts.skill": "Articles about a skill, by its `slug`.",
    "mentee": "The id of whoever booked.",
    "mentor": "The id of whoever is booked.",
    "part": "A part of the day with a free slot.",
    "price": "`free`, or the most per hour in a currency: `EUR-30`.",
    "q": "Words; close spelling is forgiven.",
    "role": "What people are: `MENTOR`, `USER` or `ADMIN`.",
    "series": "The name of a series in addresses.",
    "skill": "The `slug` of skills: mentors who have all of them.",
    "status": "Where the articles stand.",
    "tag": "The name of a tag in addresses.",
    "timezone": "The IANA zone that days and times are of.",
    "to": "The last instant: two weeks later, unless said, and 62 days later at most.",
}
SENT = {
    "ETag": "Names this version of the document.",
    "Location": "Where it is now.",
    "Set-Cookie": "The session of the browser.",
}


def path_parameters(components: Iterable[str | PathParameterDefinition]) -> list[dict[str, Any]]:
    """The places of a path."""
    return [
        {
            "name": one.name,
            "in": "path",
            "required": True,
            "schema": KINDS.get(one.type, {"type": "string"}),
            **({"example": PATHS[one.name]} if one.name in PATHS else {}),
        }
        for one in components
        if isinstance(one, PathParameterDefinition)
    ]


def query_parameters(
    operation_id: str, model: type[BaseModel] | None, schemas: Schemas
) -> list[dict[str, Any]]:
    """The parameters behind a question mark; those that are worth showing have an example."""
    if model is None:
        return []
    schema = schemas[model.__name__]
    shown = QUERIES.get(operation_id, {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", []),
            **_words(operation_id, name),
            "schema": parameter(field),
            **({"example": shown[name]} if name in shown else {}),
        }
        for name, field in schema["properties"].items()
    ]


def _words(operation_id: str, name: str) -> dict[str, str]:
    words = ASKED.get(f"{operation_id}.{name}", ASKED.get(name))
    return {"description": words} if words else {}


def header_parameters(operation_id: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """Headers of a request that change what it does; none of them must be sent."""
    # A key is for one request: two samples that are pasted one after the other have two.
    shown = {**HEADERS, "Idempotency-Key": str(uuid5(NAMESPACE_OID, operation_id))}
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": TAKEN[name],
            "schema": VISIBLE,
            **({"example": shown[name]} if name in shown else {}),
        }
        for name in names
    ]


def sent_headers(status: int, names: Iterable[str]) -> dict[str, Any]:
    """Headers of an answer that say what its body does not."""
    moved = status == HTTPStatus.MOVED_PERMANENTLY
    wanted = ["Location"] if moved else [name for name in names if name != "Location"]
    return {name: {"description": SENT[name], "schema": {"type": "string"}} for name in wanted}
