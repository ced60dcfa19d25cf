"""«Prévenez-moi» of a search: being told once when somebody fits it."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.db.executor import Db
from mentorat.directory.actions.ask_search_alert import ask_search_alert, stop_search_alert
from mentorat.directory.queries.search_alerts import list_search_alerts
from mentorat.directory.routes.mentors import mentors_page
from mentorat.directory.routes.saved import SAVED_PAGE
from mentorat.directory.routes.search_request import SearchRequest, read_search
from mentorat.directory.schemas import NewSearchAlert, SearchAlertLine, SearchAlertPage
from mentorat.directory.search.criteria import read_criteria, search_path
from mentorat.directory.search.parameters import Search
from mentorat.viewer import OnboardedUser
from mentorat.web.forms import or_page, read_form
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.wire import ONE_LINE, Wire


class AlertChoice(Wire):
    """Where to go on."""

    next: Annotated[str, ONE_LINE] = SAVED_PAGE


async def _ask(db: Db, asked: SearchRequest, member: OnboardedUser) -> UUID:
    search, zone = asked.search, asked.zone.name
    return await ask_search_alert(db, search, zone=zone, viewer=member, now=asked.now)


@get(
    "/api/me/search-alerts",
    opt=describe("listSearchAlerts", "The searches you are waiting on"),
)
async def list_own_searches(db: RequestDb, member: Member) -> SearchAlertPage:
    found = [
        (one, search)
        for one in await list_search_alerts(db, member.id)
        if (search := read_criteria(one.criteria))
    ]
    return SearchAlertPage(
        [SearchAlertLine(one.id, search_path(search), one.asked_at) for one, search in found]
    )


@post(
    "/api/me/search-alerts",
    status_code=201,
    opt=describe(
        "createSearchAlert",
        "Ask for an e-mail as soon as a mentor matches a search",
        query=Search,
        refuses=(409,),
    ),
)
async def ask_for_search(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> NewSearchAlert:
    return NewSearchAlert(await _ask(db, read_search(request, now), member))


@delete(
    "/api/me/search-alerts/{alert_id:uuid}",
    status_code=204,
    opt=describe("deleteSearchAlert", "Stop waiting on a search"),
)
async def stop_own_search(db: RequestDb, member: Member, alert_id: FromPath[UUID]) -> None:
    stop_search_alert(db, alert_id, viewer=member)


@post("/search-alerts", status_code=303)
@or_page(mentors_page)
async def ask_by_form(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, member: Member
) -> Response[Any]:
    """The search of this address; the page of it shows why it is refused."""
    del visitor  # whom the page is for
    choice = validated(AlertChoice, await read_form(request))
    await _ask(db, read_search(request, now), member)
    return Redirect(safe_next(choice.next, SAVED_PAGE), status_code=303)


@post("/search-alerts/{alert_id:uuid}/end", status_code=303)
async def stop_by_form(
    request: AnyRequest, db: RequestDb, member: Member, alert_id: FromPath[UUID]
) -> Response[Any]:
    choice = validated(AlertChoice, await read_form(request))
    stop_search_alert(db, alert_id, viewer=member)
    return Redirect(safe_next(choice.next, SAVED_PAGE), status_code=303)
