"""«Prévenez-moi»: being told once when a mentor who is full has time again."""

from typing import Any

from litestar import Response, delete, get, post, put
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.directory.actions.ask_alert import ask_alert, stop_alert
from mentorat.directory.queries.kept import list_alerts
from mentorat.directory.routes.saved import SAVED_PAGE, KeepChoice, keep_page
from mentorat.directory.schemas import Alert, Alerts
from mentorat.web.forms import or_page, read_form
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated


@get(
    "/api/me/alerts",
    opt=describe("listAlerts", "The mentors whose next free slot you are waiting for"),
)
async def list_own_alerts(db: RequestDb, member: Member) -> Alerts:
    found = await list_alerts(db, member.id)
    return Alerts([Alert(one.mentor_id, one.display_name, one.asked_at) for one in found])


@put(
    "/api/me/alerts/{mentor_id:str}",
    status_code=204,
    opt=describe(
        "createAlert", "Ask for an e-mail as soon as a mentor has a free slot", refuses=(409,)
    ),
)
async def ask_for_alert(db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]) -> None:
    await ask_alert(db, mentor_id, viewer=member, now=now)


@delete(
    "/api/me/alerts/{mentor_id:str}",
    status_code=204,
    opt=describe("deleteAlert", "Stop waiting for a mentor's free slot"),
)
async def stop_own_alert(db: RequestDb, member: Member, mentor_id: FromPath[str]) -> None:
    stop_alert(db, mentor_id, viewer=member)


@get("/mentors/{mentor_id:str}/alert", media_type="text/html")
async def show_alert(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]
) -> Response[Any]:
    """Where a stranger comes back to, and where a mail leads who wants to stop it."""
    return await keep_page(request, db, now, member=member, mentor_id=mentor_id)


@post("/mentors/{mentor_id:str}/alert", status_code=303)
@or_page(keep_page)
async def change_alert(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]
) -> Response[Any]:
    choice = validated(KeepChoice, await read_form(request))
    if choice.keep == "yes":
        await ask_alert(db, mentor_id, viewer=member, now=now)
    else:
        stop_alert(db, mentor_id, viewer=member)
    return Redirect(safe_next(choice.next, SAVED_PAGE), status_code=303)
