"""How booking, answering and cancelling are refused."""

from datetime import datetime, timedelta

from mentorat.accounts.actions.repeat_answer import REUSED, once
from mentorat.bookings.actions.accept import accept
from mentorat.bookings.actions.book import book
from mentorat.bookings.actions.cancel import cancel_or_withdraw, cancel_owed
from mentorat.bookings.actions.decline import decline
from mentorat.bookings.refusals import (
    BookingMoved,
    IllnessUsed,
    MenteeBusy,
    OwnSession,
    QuoteChanged,
    RequestedAlready,
    SessionBegun,
    SlotNotOffered,
    SlotTaken,
    SlotTooClose,
    TooManyRequests,
)
from mentorat.errors import Forbidden, Invalid, NotFound
from mentorat.terms import TermsChanged
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


@CASES.add(book, NotFound)
async def a_mentor_nobody_knows(scene: Scene) -> Attempt:
    unknown = asks(scene, mentor="user_3FxNobody0000000000000000")
    unknown.kept = ""
    return unknown


@CASES.add(book, OwnSession)
async def an_hour_with_oneself(scene: Scene) -> Attempt:
    own = asks(scene, who=scene.mentor)
    own.kept = ""
    return own


@CASES.add(book, SlotNotOffered)
async def an_hour_in_the_evening(scene: Scene) -> Attempt:
    return asks(scene, "2027-06-10T20:00:00Z")


@CASES.add(book, SlotTooClose)
async def an_hour_that_has_passed(scene: Scene) -> Attempt:
    return asks(scene, "2027-06-07T05:00:00Z")


@CASES.add(book, SlotTaken)
async def an_hour_that_somebody_had_first(scene: Scene) -> Attempt:
    await scene.booked(by=await scene.somebody())
    return asks(scene)


@CASES.add(book, MenteeBusy)
async def an_hour_promised_elsewhere(scene: Scene) -> Attempt:
    promised_elsewhere(scene, scene.mentee)
    return asks(scene)


@CASES.add(book, RequestedAlready)
async def a_second_request_to_one_mentor(scene: Scene) -> Attempt:
    await scene.asked_for()
    return asks(scene, NEXT_DAY)


@CASES.add(book, TooManyRequests)
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


@CASES.add(once, Invalid)
async def a_key_that_served_another_hour(scene: Scene) -> Attempt:
    await scene.booked(**{"Idempotency-Key": "k-1"})
    again = asks(scene, NEXT_DAY)
    again.key, again.says = "k-1", REUSED
    return again


@CASES.add(accept, Forbidden)
async def a_yes_to_ones_own_request(scene: Scene) -> Attempt:
    return Attempt(scene.mentee, f"{await scene.asked_for()}/confirmation")


@CASES.add(accept, BookingMoved)
async def a_yes_to_a_request_taken_back(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    await scene.done(scene.mentee, f"{path}/cancellation")
    return saying(WITHDRAWN, Attempt(scene.mentor, f"{path}/confirmation"))


@CASES.add(accept, BookingMoved)
async def a_yes_to_another_state_than_the_one_that_stands(scene: Scene) -> Attempt:
    return stale(Attempt(scene.mentor, f"{await scene.asked_for()}/confirmation"), 7)


@CASES.add(decline, Forbidden)
async def a_no_to_ones_own_request(scene: Scene) -> Attempt:
    return Attempt(scene.mentee, f"{await scene.asked_for()}/refusal", REASON)


@CASES.add(decline, BookingMoved)
async def a_no_to_a_request_taken_back(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    await scene.done(scene.mentee, f"{path}/cancellation")
    return saying(WITHDRAWN, Attempt(scene.mentor, f"{path}/refusal", REASON))


@CASES.add(decline, BookingMoved)
async def a_no_to_another_state_than_the_one_that_stands(scene: Scene) -> Attempt:
    return stale(Attempt(scene.mentor, f"{await scene.asked_for()}/refusal", {**REASON}), 7)


@CASES.add(cancel_or_withdraw, BookingMoved)
async def a_cancellation_that_comes_second(scene: Scene) -> Attempt:
    path = await scene.booked()
    await scene.done(scene.mentor, f"{path}/cancellation")
    return saying(CANCELLED, Attempt(scene.mentee, f"{path}/cancellation", REASON))


@CASES.add(cancel_or_withdraw, SessionBegun)
async def a_cancellation_after_the_start(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = START + timedelta(minutes=5)
    return Attempt(scene.mentor, f"{path}/cancellation", REASON)


@CASES.add(accept, MenteeBusy)
async def a_yes_to_somebody_promised_elsewhere(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    promised_elsewhere(scene, scene.mentee)
    return Attempt(scene.mentor, f"{path}/confirmation")


@CASES.add(book, TermsChanged)
async def an_hour_that_has_come_to_cost_more(scene: Scene) -> Attempt:
    dearer = asks(scene)
    dearer.body["terms"] = "4000-EUR-60-4000-flexible-instant-e3b0"
    return dearer


@CASES.add(accept, SlotTaken)
async def a_yes_of_a_mentor_who_learns_then(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    promised_elsewhere(scene, scene.mentor)
    return Attempt(scene.mentor, f"{path}/confirmation")


@CASES.add(cancel_or_withdraw, IllnessUsed)
async def ill_for_the_second_time(scene: Scene) -> Attempt:
    first, second = await scene.booked(), await scene.booked(NEXT_DAY)
    await scene.done(scene.mentor, f"{first}/cancellation", illness=True)
    ill = Attempt(scene.mentor, f"{second}/cancellation", {"illness": True, **REASON})
    ill.form, ill.kept = {"illness": "yes", **REASON}, REASON["reason"]
    return ill


@CASES.add(cancel_or_withdraw, QuoteChanged)
async def a_cancellation_that_has_come_to_cost(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = START - timedelta(hours=22)
    shown = {"quote": "free-4500-0", **REASON}
    return Attempt(scene.mentee, f"{path}/cancellation", shown, kept=REASON["reason"])


@CASES.add(cancel_owed, TermsChanged)
async def cancelling_all_when_it_is_not_what_was_shown(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.rows("update users set role = 'USER' where id = %s", scene.mentor)
    shown = await scene.read(scene.mentor, "/bookings/cancellations")
    await scene.done(scene.mentee, f"{path}/cancellation")
    return Attempt(scene.mentor, "/bookings/cancellations", {"quote": shown["id"]})


@CASES.add(cancel_or_withdraw, BookingMoved)
async def a_cancellation_of_what_has_moved_since(scene: Scene) -> Attempt:
    path = await moved(scene)
    return stale(Attempt(scene.mentee, f"{path}/cancellation", {**REASON}, kept=REASON["reason"]))
