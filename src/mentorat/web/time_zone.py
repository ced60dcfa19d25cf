"""In which time zone a reader reads hours: asked for, their own, this browser's, else UTC."""

from typing import Any, Literal, NamedTuple

from litestar import Request, Response, get

from mentorat.web.rendering import request_visitor
from mentorat.wire import time_zones

COOKIE = "mentorat_zone"
DAY_SECONDS = 86_400


class ReaderZone(NamedTuple):
    """A zone, and how we know: nobody has said when it is `unknown`, and then it is UTC."""

    name: str
    source: Literal["asked", "member", "browser", "unknown"]


def reader_zone(request: Request[Any, Any, Any], asked: str | None = None) -> ReaderZone:
    """The zone of this request's reader; every page names the one it used."""
    user = request_visitor(request).user
    if asked in time_zones():
        return ReaderZone(str(asked), "asked")
    if user is not None and user.timezone in time_zones():
        return ReaderZone(str(user.timezone), "member")
    kept = request.cookies.get(COOKIE, "").replace("%2F", "/")
    if kept in time_zones():
        return ReaderZone(kept, "browser")
    return ReaderZone("UTC", "unknown")


@get("/time-zones")
async def list_time_zones() -> Response[list[str]]:
    """The names one may choose from, for a field that completes what is typed."""
    kept = {"Cache-Control": f"public, max-age={DAY_SECONDS}"}
    return Response(sorted(time_zones()), headers=kept)
