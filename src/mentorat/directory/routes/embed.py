"""A mentor inside another site's page: who, when, and the way to a booking in a tab of its own."""

from typing import Any

from litestar import MediaType, Response, get
from litestar.params import FromPath

from mentorat.bookings.queries.taken import busy_of
from mentorat.directory.cards import detail, next_slots
from mentorat.directory.queries.mentor import find_mentor
from mentorat.errors import NotFound
from mentorat.schedules.plans import stored_plan
from mentorat.viewer import Visitor
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import environment, request_translator
from mentorat.wire import time_zones

HOURS_SHOWN = 6


@get("/mentors/{mentor_id:str}/embed", media_type="text/html", guards=[within_budget])
async def show_embed(
    request: AnyRequest, db: RequestDb, now: Now, settings: Config, mentor_id: FromPath[str]
) -> Response[Any]:
    """For the origins of EMBED_ORIGINS alone; raises NotFound where there are none. Nobody is
    recognised here and no cookie is set: the page is of another site's reader."""
    origins = settings.embedding_origins
    mentor = await find_mentor(db, mentor_id, viewer=Visitor(), now=now) if origins else None
    if mentor is None:
        raise NotFound
    translate, asked = request_translator(request), request.query_params.get("timezone")
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    context = {
        "_": translate.gettext,
        "locale": translate.locale,
        "mentor": detail(mentor, settings.origin, locale=translate.locale, now=now),
        "slots": next_slots(plan, busy, HOURS_SHOWN, now=now),
        "zone": asked if asked in time_zones() else plan.zone,
        "origin": settings.origin,
        "now": now,
    }
    request.scope["state"]["embedders"] = origins
    text = environment().get_template("directory/embed.html").render(context)
    return Response(text.encode(), media_type=MediaType.HTML)
