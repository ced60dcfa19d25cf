"""Answers that are not sent again to who has them (RFC 9110, 13)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, NamedTuple

from litestar import Response

from mentorat.web.provide import AnyRequest


def tag_of(body: bytes) -> str:
    """The weak tag of a body: the same words, compressed or not."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'


class KeptAnswer(NamedTuple):
    """An answer that its reader may keep. `tag` names what the body was made of where the body is
    another each time; `modified_at` says since when it is so."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]
    tag: str | None = None
    modified_at: datetime | None = None


def conditional(request: AnyRequest, answer: KeptAnswer) -> Response[bytes]:
    """The answer with its tag and its date; 304 without the body for who has it."""
    known = answer.tag or tag_of(answer.body)
    headers = {**answer.headers, "ETag": known}
    if answer.modified_at is not None:
        moment = answer.modified_at.replace(microsecond=0)
        headers["Last-Modified"] = format_datetime(moment, usegmt=True)
    if _has_it(request, known, answer.modified_at):
        return Response(b"", status_code=304, headers=headers, media_type=answer.media_type)
    return Response(answer.body, headers=headers, media_type=answer.media_type)


def _has_it(request: AnyRequest, tag: str, modified_at: datetime | None) -> bool:
    named = request.headers.get("if-none-match")
    if named is not None:  # then the date does not count
        opaque = tag.removeprefix("W/")
        return any(one.strip().removeprefix("W/") in {opaque, "*"} for one in named.split(","))
    since = _date(request.headers.get("if-modified-since", ""))
    return bool(modified_at and modified_at.replace(microsecond=0) == since)


def _date(text: str) -> Any:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
