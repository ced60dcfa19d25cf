"""How the site stands, for people: what the probes of /health say, without its insides."""

from typing import Any

from litestar import Response, get
from litestar.datastructures import State

from mentorat.web.health import look_at_health
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


@get("/status", media_type="text/html")
async def show_status(
    request: AnyRequest, db: RequestDb, state: State, now: Now, visitor: Anybody
) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    health = await look_at_health(db, state)
    context = {"health": health, "now": now, "zone": reader_zone(request)}
    return html(
        request, "about/status.html", context, status=200 if health.database == "ok" else 503
    )
