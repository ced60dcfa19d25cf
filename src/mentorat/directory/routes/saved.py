"""The mentors a member keeps for later: the heart, the page of them, and their JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Member, OnboardingRequired
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.directory.actions.save_mentor import drop_saved, save_mentor
from mentorat.directory.cards import cards
from mentorat.directory.chips import chips_of
from mentorat.directory.queries.kept import find_card, list_alerts, list_saved
from mentorat.directory.queries.search_alerts import list_search_alerts
from mentorat.directory.schemas import SavedMentors
from mentorat.directory.search.criteria import read_criteria, search_path
from mentorat.errors import NotFound, Unauthenticated
from mentorat.mentors.queries import list_skills
from mentorat.viewer import OnboardedUser, Visitor
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.language import Translator
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone
from mentorat.wire import ONE_LINE, TimeZone, Wire

SAVED_PAGE = "/mentors?saved=yes"


class SavedQuery(Wire):
    """The saved mentors, in a time zone and a language."""

    saved: Literal["yes"] = "yes"
    timezone: TimeZone | None = None
    lang: Literal["fr", "en"] | None = None


class KeepChoice(Wire):
    """Whether to keep a mentor, or an alert; and where to go on."""

    keep: Literal["yes", "no"]
    next: Annotated[str, ONE_LINE] = SAVED_PAGE


class WaitedSearch(NamedTuple):
    """A search that a member waits for, in words."""

    id: UUID
    path: str
    words: str


@get(
    "/api/me/saved-mentors",
    opt=describe("listSavedMentors", "Your saved mentors, newest first"),
)
async def list_saved_mentors(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> SavedMentors:
    found = await list_saved(db, viewer=Visitor(user=member), now=now)
    locale = request_translator(request).locale
    return SavedMentors(cards(found, None, locale=locale, now=now))


@put(
    "/api/me/saved-mentors/{mentor_id:str}",
    status_code=204,
    opt=describe("saveMentor", "Save a mentor", refuses=(409,)),
)
async def keep_mentor(db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]) -> None:
    await save_mentor(db, mentor_id, viewer=member, now=now)


@delete(
    "/api/me/saved-mentors/{mentor_id:str}",
    status_code=204,
    opt=describe("deleteSavedMentor", "Remove a mentor from your saved ones"),
)
async def release_mentor(db: RequestDb, member: Member, mentor_id: FromPath[str]) -> None:
    drop_saved(db, mentor_id, viewer=member)


async def saved_page(
    request: AnyRequest, db: Db, visitor: Visitor, *, now: datetime
) -> Response[Any]:
    """What the viewer keeps; raises Unauthenticated or OnboardingRequired, which lead back here."""
    query = validated(SavedQuery, query_fields(request, SavedQuery))
    if visitor.user is None:
        raise Unauthenticated
    if visitor.user.is_newcomer:
        raise OnboardingRequired
    found, alerts, searches = await together(
        db,
        list_saved(db, viewer=visitor, now=now),
        list_alerts(db, visitor.user.id),
        _searches(db, visitor.user.id, request_translator(request)),
    )
    context = {
        "mentors": cards(found, None, locale=request_translator(request).locale, now=now),
        "alerts": alerts,
        "searches": searches,
        "zone": reader_zone(request, query.timezone),
        "now": now,
    }
    return html(request, "directory/saved.html", context)


async def _searches(db: Db, member_id: str, translate: Translator) -> list[WaitedSearch]:
    kept, skills = await together(db, list_search_alerts(db, member_id), list_skills(db))
    found = [(one.id, search) for one in kept if (search := read_criteria(one.criteria))]
    return [
        WaitedSearch(
            alert_id,
            search_path(search),
            " · ".join(chip.words for chip in chips_of(search, skills, translate, lambda **_: "")),
        )
        for alert_id, search in found
    ]


async def keep_page(
    request: AnyRequest, db: Db, now: datetime, *, member: OnboardedUser, mentor_id: str
) -> Response[Any]:
    """One mentor, with the heart and the alert as buttons with words; raises NotFound for who is
    not in the directory."""
    mentor = await find_card(db, mentor_id, viewer=Visitor(user=member), now=now)
    if mentor is None:
        raise NotFound
    form = form_state(request)
    (card,) = cards([mentor], None, locale=request_translator(request).locale, now=now)
    context = {
        "mentor": card,
        "is_alert": request.scope["path"].endswith("/alert"),
        "zone": reader_zone(request),
        "now": now,
        "form": form,
    }
    return html(request, "directory/keep.html", context, status=form.status)


@get("/mentors/{mentor_id:str}/saved", media_type="text/html")
async def show_heart(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]
) -> Response[Any]:
    """Where a stranger who pressed a heart comes back to."""
    return await keep_page(request, db, now, member=member, mentor_id=mentor_id)


@post("/mentors/{mentor_id:str}/saved", status_code=303)
@or_page(keep_page)
async def press_heart(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, mentor_id: FromPath[str]
) -> Response[Any]:
    choice = validated(KeepChoice, await read_form(request))
    if choice.keep == "yes":
        await save_mentor(db, mentor_id, viewer=member, now=now)
    else:
        drop_saved(db, mentor_id, viewer=member)
    return Redirect(safe_next(choice.next, SAVED_PAGE), status_code=303)
