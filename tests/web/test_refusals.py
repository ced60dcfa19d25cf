"""What is refused has not happened, whichever door it came through: every refusal that an action
with a JSON and a form route names in its docstring."""

from html import unescape

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.look_again import RoleMoved
from mentorat.accounts.gates import look_now
from mentorat.app.routes import API, PAGES
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.pictures.add_picture import add_picture
from mentorat.blog.refusals import AuthorsOnly, TooManyPictures
from mentorat.bookings.actions.absences import dispute, report_no_show
from mentorat.bookings.actions.book import book_wished
from mentorat.bookings.actions.cancel import cancel_or_withdraw
from mentorat.bookings.actions.move import move
from mentorat.bookings.actions.propose import answer_proposal, propose
from mentorat.bookings.refusals import SameHour, SomebodyLeft, TooLateToMove
from mentorat.db.pool import Database
from mentorat.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
)
from mentorat.mentors.actions.edit_profile import MentorsOnly, edit_profile
from mentorat.mentors.actions.move_profile import NoMentorNow, move_profile
from mentorat.terms import TermsChanged
from mentorat.text.french import typeset
from tests.builders import Rows, a_mentor
from tests.people import StillClock
from tests.web import (
    refused_answers,
    refused_articles,
    refused_bookings,
    refused_keeping,
    refused_moves,
    refused_profiles,
    refused_proposals,
    refused_sessions,
)
from tests.web.refusing import Action, Case, Scene, actions_of, named

pytestmark = pytest.mark.anyio
TABLES = (
    refused_bookings,
    refused_answers,
    refused_moves,
    refused_proposals,
    refused_sessions,
    refused_profiles,
    refused_keeping,
    refused_articles,
)
CASES = [case for table in TABLES for case in table.CASES]
STATUSES: dict[type, int] = {Forbidden: 403, NotFound: 404, Conflict: 409, Invalid: 422}
STRANGER = "whoever is no party of a booking does not find it"
NOT_BY_HTTP: dict[tuple[Action, type[Refusal]], str] = {
    **{
        (one, Forbidden): STRANGER
        for one in (cancel_or_withdraw, move, propose, answer_proposal, report_no_show, dispute)
    },
    (answer_proposal, TooLateToMove): "what was agreed may be moved until it begins",
    (answer_proposal, SameHour): "whoever moves a session closes what was proposed for it",
    (edit_profile, MentorsOnly): "the form of an élève has a presentation only",
    (move_profile, Forbidden): "both doors take the steps of owners only",
    (move_profile, NoMentorNow): "both doors are a mentor's own",
    (book_wished, SomebodyLeft): "who is gone is not found, but while it waits: test_waiting",
    **{
        (look_now, kind): "they change while the action waits for a lock: test_waiting"
        for kind in (RoleMoved, Unauthenticated)
    },
    **{
        (add_picture, kind): "a file comes through neither of these doors: test_pictures"
        for kind in (AuthorsOnly, Invalid, TooManyPictures, Unavailable)
    },
    (save_post, AuthorsOnly): "who is no author finds no article",
    (move_profile, TermsChanged): "an operator decides on words, an owner writes them",
}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def scene(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clock: StillClock, clerk_key: RSAKey
) -> Scene:
    made = Scene(client, database, rows, clock, clerk_key)
    made.mentor = await a_mentor(database)
    made.mentee = await made.somebody()
    return made


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c.action.__name__}-{c.refusal.__name__}-{c.provoke.__name__}"
)
async def test_what_is_refused_has_not_happened(scene: Scene, case: Case) -> None:
    attempt = await case.provoke(scene)
    (status,) = {STATUSES[kind] for kind in case.refusal.__mro__ if kind in STATUSES}
    before = scene.digest()
    by_json = await scene.by_json(attempt)
    assert scene.digest() == before
    assert by_json.status_code == status, by_json.text
    assert by_json.json()["type"].partition("problem-")[2] == case.refusal.code
    await scene.signed_in(attempt.who)
    before = scene.digest()
    by_form = await scene.by_form(attempt)
    assert scene.digest() == before
    assert by_form.status_code == status, by_form.text
    page = unescape(by_form.text)
    assert typeset(attempt.says or case.refusal.sentence) in page
    assert attempt.kept in page


def test_every_refusal_of_an_action_with_two_doors_is_provoked() -> None:
    both = actions_of(API) & actions_of(PAGES)
    wanted = {
        (one, refusal)
        for one in both
        if any(issubclass(refusal, Conflict | Invalid) for refusal in named(one))
        for refusal in named(one)
    }
    cases = {(case.action, case.refusal) for case in CASES}
    names = {
        f"{one.__name__}: {kind.__name__}" for one, kind in wanted - cases - NOT_BY_HTTP.keys()
    }
    assert names == set()
    assert NOT_BY_HTTP.keys() <= wanted - cases


async def test_the_digest_sees_a_booking_and_who_is_told_of_it(scene: Scene) -> None:
    before = scene.digest()
    await scene.booked()
    now = scene.digest()
    changed = {table for table in now if now[table] != before[table]}
    assert {"bookings", "events", "procrastinate_jobs"} <= changed
