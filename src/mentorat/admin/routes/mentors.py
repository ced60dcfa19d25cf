"""The queue of profiles, one profile to decide about, and whether there is a queue at all."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.desk import count_cards
from mentorat.admin.paging import paged
from mentorat.admin.queries.departures import list_departures
from mentorat.admin.queries.journal import list_journal
from mentorat.admin.queries.mentors import (
    count_profiles,
    find_profile,
    is_review_required,
    list_profiles,
)
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile, require_review
from mentorat.mentors.models import ProfileStatus
from mentorat.mentors.publication import steps_from
from mentorat.mentors.schemas import RefusalForm
from mentorat.text.markdown import safe_html
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


@get("/admin", media_type="text/html")
async def show_desk(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator  # asked for, so that nobody else comes in
    counted, departures, required = await together(
        db,
        count_cards(db, now=now),
        list_departures(db, now=now),
        is_review_required(db),
    )
    context = {
        "cards": counted,
        "departures": departures,
        "is_review_required": required,
        "zone": reader_zone(request),
        "now": now,
        "is_saved": "saved" in request.query_params,
    }
    return html(request, "admin/desk.html", context)


@post("/admin/rules", status_code=303)
async def change_rules(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    fields = await read_form(request)
    require_review(db, required=fields.get("review") == "yes", viewer=operator, now=now)
    return Redirect("/admin?saved=1", status_code=303)


@get("/admin/mentors", media_type="text/html")
async def show_queue(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    asked = request.query_params.get("status", ProfileStatus.SUBMITTED)
    if asked not in set(ProfileStatus):
        raise NotFound
    status = ProfileStatus(asked)
    page, counts = await together(
        db,
        paged(request.query_params.get("page"), lambda skip: list_profiles(db, status, skip=skip)),
        count_profiles(db),
    )
    context = {
        "page": page,
        "status": asked,
        "counts": counts,
        "zone": reader_zone(request),
        "now": now,
        "told": request.query_params.get("done"),
    }
    return html(request, "admin/queue.html", context)


async def _page(request: AnyRequest, db: Db, *, mentor_id: str, now: datetime) -> Response[Any]:
    form = form_state(request)
    profile, events = await together(db, find_profile(db, mentor_id), list_journal(db, mentor_id))
    if profile is None:
        raise NotFound
    context = {
        "profile": profile,
        "bio_html": safe_html(profile.bio or ""),
        "events": events,
        "steps": steps_from(profile.status, "operator"),
        "zone": reader_zone(request),
        "now": now,
        "told": form.told,
        "problems": form.problems,
        "reason": form.typed["reason"],
    }
    return html(request, "admin/profile.html", context, status=form.status)


@get("/admin/mentors/{mentor_id:str}", media_type="text/html")
async def show_profile(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, mentor_id: FromPath[str]
) -> Response[Any]:
    del operator
    return await _page(request, db, mentor_id=mentor_id, now=now)


@post("/admin/mentors/{mentor_id:str}", status_code=303)
@or_page(_page)
async def decide(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, mentor_id: FromPath[str]
) -> Response[Any]:
    move = _decision(mentor_id, await read_form(request))
    await move_profile(db, move, viewer=operator, now=now)
    return Redirect(f"/admin/mentors?done={move.step}", status_code=303)


def _decision(mentor_id: str, fields: dict[str, Any]) -> ProfileMove:
    step = fields.get("step")
    if step == "publish":
        return ProfileMove(mentor_id, "publish", seen=fields.get("seen"))
    if step == "refuse":
        sent = {"reason": fields["reason"]} if "reason" in fields else {}
        reason = validated(RefusalForm, sent).reason
        return ProfileMove(mentor_id, "refuse", reason, fields.get("seen"))
    raise Invalid([Problem("/step", say("Faites un choix."), "missing")])
