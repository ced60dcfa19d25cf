"""How answering and cancelling are refused."""

from datetime import timedelta

from mentorat.bookings.actions.accept import accept
from mentorat.bookings.actions.book import book_wished
from mentorat.bookings.actions.cancel import cancel_or_withdraw, cancel_owed
from mentorat.bookings.actions.decline import decline
from mentorat.bookings.refusals import (
    BookingMoved,
    IllnessUsed,
    MenteeBusy,
    QuoteChanged,
    SessionBegun,
    SlotTaken,
    SomebodyLeft,
)
from mentorat.errors import Forbidden
from mentorat.terms import TermsChanged
from tests.web.refused_bookings import (
    CANCELLED,
    REASON,
    WITHDRAWN,
    asks,
    moved,
    promised_elsewhere,
    saying,
    stale,
)
from tests.web.refusing import NEXT_DAY, START, Attempt, Cases, Scene

CASES = Cases()


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


@CASES.add(accept, SomebodyLeft)
async def a_yes_to_somebody_banned(scene: Scene) -> Attempt:
    path = await scene.asked_for()
    scene.ban(scene.mentee)
    return Attempt(scene.mentor, f"{path}/confirmation")


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


@CASES.add(book_wished, TermsChanged)
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
