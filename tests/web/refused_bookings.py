"""How booking, and a yes to a request, are refused."""

from datetime import datetime, timedelta

from mentorat.accounts.actions.repeat_answer import REUSED, once
from mentorat.bookings.actions.accept import accept
from mentorat.bookings.actions.book import book_wished
from mentorat.bookings.refusals import (
    DayFull,
    MenteeBusy,
    MenteeFull,
    OwnSession,
    PairFull,
    RequestedAlready,
    SlotNotOffered,
    SlotTaken,
    SlotTooClose,
    TooManyRequests,
)
from mentorat.errors import Invalid, NotFound
from tests.builders import a_booking
from tests.web.refusing import AT, NEXT_DAY, START, Attempt, Cases, Scene, later

CASES = Cases()
AIM = "Relire mon premier projet"
CANCELLED, WITHDRAWN = "Cette séance a été annulée.", "Cette demande a été retirée."
REASON = {"reason": "Un imprévu de famille"}


def asks(scene: Scene, at: str = AT, *, who: str = "", mentor: str = "") -> Attempt:
    choice = {"mentorId": mentor or scene.mentor, "startsAt": at, "note": AIM}
    return Attempt(who or scene.mentee, "/bookings", choice, kept=AIM)


def saying(sentence: str, attempt: Attempt) -> Attempt:
    """The same, told in other words than the refusal's own."""
    attempt.says = sentence
    return attempt


def stale(attempt: Attempt, sequence: int = 0) -> Attempt:
    """The same, of somebody who looks at an older state of the booking."""
    attempt.body["sequence"] = sequence
    if attempt.form is not None:
        attempt.form["sequence"] = str(sequence)
    return attempt


async def moved(scene: Scene) -> str:
    """A session that the mentor has just moved; the path of its page."""
    path = await scene.booked()
    await scene.done(scene.mentor, f"{path}/move", startsAt=NEXT_DAY)
    return path


def promised_elsewhere(scene: Scene, person: str, at: str = AT) -> None:
    """Another mentor has promised them that hour."""
    other = "user_3FmInesMoreau0000000000007"
    scene.rows("insert into users (id) values (%s)", other)
    a_booking(scene.rows, other, datetime.fromisoformat(at), mentee_id=person)


def has_ahead(scene: Scene, count: int, mentor: str = "") -> None:
    """Confirmed sessions of the élève's, one a week, with one mentor or with as many others."""
    for number in range(count):
        other = mentor or f"user_3FmMentor{number:017d}"
        scene.rows("insert into users (id) values (%s) on conflict do nothing", other)
        start = later(START + timedelta(weeks=number + 1))
        a_booking(scene.rows, other, start, mentee_id=scene.mentee)


@CASES.add(book_wished, NotFound)
async def a_mentor_nobody_knows(scene: Scene) -> Attempt:
    unknown = asks(scene, mentor="user_3FxNobody0000000000000000")
    unknown.kept = ""
    return unknown


@CASES.add(book_wished, OwnSession)
async def an_hour_with_oneself(scene: Scene) -> Attempt:
    own = asks(scene, who=scene.mentor)
    own.kept = ""
    return own


@CASES.add(book_wished, SlotNotOffered)
async def an_hour_in_the_evening(scene: Scene) -> Attempt:
    return asks(scene, "2027-06-10T20:00:00Z")


@CASES.add(book_wished, SlotTooClose)
async def an_hour_that_has_passed(scene: Scene) -> Attempt:
    return asks(scene, "2027-06-07T05:00:00Z")


@CASES.add(book_wished, SlotTaken)
async def an_hour_that_somebody_had_first(scene: Scene) -> Attempt:
    await scene.booked(by=await scene.somebody())
    return asks(scene)


@CASES.add(book_wished, MenteeBusy)
async def an_hour_promised_elsewhere(scene: Scene) -> Attempt:
    promised_elsewhere(scene, scene.mentee)
    return asks(scene)


@CASES.add(book_wished, RequestedAlready)
async def a_second_request_to_one_mentor(scene: Scene) -> Attempt:
    await scene.asked_for()
    return asks(scene, NEXT_DAY)


@CASES.add(book_wished, TooManyRequests)
async def a_sixth_request(scene: Scene) -> Attempt:
    scene.rows("update mentor_profiles set booking_mode = 'request'")
    for number in range(5):
        other, start = f"user_3FmMentor{number:017d}", START + timedelta(days=number + 1)
        scene.rows("insert into users (id) values (%s)", other)
        made = a_booking(scene.rows, other, later(start), mentee_id=scene.mentee)
        scene.rows(
            "update bookings set status = 'requested', expires_at = %s where id = %s",
            *(later(START), made),
        )
    return asks(scene)


@CASES.add(book_wished, PairFull)
async def a_seventh_session_with_one_mentor(scene: Scene) -> Attempt:
    has_ahead(scene, 6, scene.mentor)
    return asks(scene).saying("Entre vous, le maximum de 6 séances")


@CASES.add(book_wished, MenteeFull)
async def a_twenty_first_session(scene: Scene) -> Attempt:
    has_ahead(scene, 20)
    return asks(scene).saying("Chaque élève peut avoir 20 séances")


@CASES.add(book_wished, DayFull)
async def an_eleventh_booking_of_a_day(scene: Scene) -> Attempt:
    has_ahead(scene, 10)
    made = later(timedelta(hours=-23))
    scene.rows("update bookings set status = 'withdrawn', created_at = %s", made)
    return asks(scene).saying("Le maximum est de 10 réservations")


@CASES.add(accept, PairFull)
async def a_yes_to_a_seventh_session_of_the_two(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    has_ahead(scene, 6, scene.mentor)
    full = Attempt(scene.mentor, f"{path}/confirmation")
    return full.saying("Entre vous, le maximum de 6 séances")


@CASES.add(accept, MenteeFull)
async def a_yes_to_somebody_with_twenty_sessions(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    has_ahead(scene, 20)
    full = Attempt(scene.mentor, f"{path}/confirmation")
    return full.saying("Chaque élève peut avoir 20 séances")


@CASES.add(once, Invalid)
async def a_key_that_served_another_hour(scene: Scene) -> Attempt:
    await scene.booked(**{"Idempotency-Key": "k-1"})
    again = asks(scene, NEXT_DAY)
    again.key, again.says = "k-1", REUSED
    return again
