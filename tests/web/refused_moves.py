"""How another hour for a session is refused."""

from datetime import timedelta

from mentorat.bookings.actions.move import move
from mentorat.bookings.refusals import (
    BookingMoved,
    MenteeBusy,
    MovedTooOften,
    SameHour,
    SessionBegun,
    SlotNotOffered,
    SlotTaken,
    SlotTooClose,
    TooLateToMove,
)
from tests.web.refused_bookings import CANCELLED, moved, promised_elsewhere, saying, stale
from tests.web.refusing import AT, NEXT_DAY, START, Attempt, Cases, Scene

CASES = Cases()
EVENING = "2027-06-11T20:00:00Z"
SOON = START - timedelta(hours=22)  # inside the notice window


async def cancelled(scene: Scene) -> str:
    path = await scene.booked()
    await scene.done(scene.mentor, f"{path}/cancellation")
    return path


async def moved_twice(scene: Scene) -> str:
    path = await scene.booked()
    for at in (NEXT_DAY, AT):
        await scene.done(scene.mentor, f"{path}/move", startsAt=at)
    return path


def moves(scene: Scene, path: str, at: str = NEXT_DAY) -> Attempt:
    return Attempt(scene.mentee, f"{path}/move", {"startsAt": at})


def proposes(scene: Scene, path: str, at: str = NEXT_DAY) -> Attempt:
    return Attempt(scene.mentee, f"{path}/proposals", {"startsAt": at})


async def says_yes(scene: Scene, at: str = NEXT_DAY) -> Attempt:
    """The mentor has proposed another hour, which the élève accepts."""
    path = await scene.booked()
    proposed = await scene.done(scene.mentor, f"{path}/proposals", startsAt=at)
    return yes(scene, path, proposed["items"][0]["id"])


def yes(scene: Scene, path: str, proposal: str) -> Attempt:
    sent = {"proposal": proposal, "accept": True}
    return Attempt(scene.mentee, f"{path}/proposals/answer", sent, {"answer": f"yes:{proposal}"})


@CASES.add(move, BookingMoved)
async def moving_what_is_cancelled(scene: Scene) -> Attempt:
    return saying(CANCELLED, moves(scene, await cancelled(scene)))


@CASES.add(move, BookingMoved)
async def moving_what_still_waits(scene: Scene) -> Attempt:
    return saying("Cette demande attend encore une réponse.", moves(scene, await scene.asked_for()))


@CASES.add(move, BookingMoved)
async def moving_what_has_moved_since(scene: Scene) -> Attempt:
    return stale(moves(scene, await moved(scene), AT))


@CASES.add(move, SessionBegun)
async def moving_what_has_begun(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = START + timedelta(minutes=5)
    return moves(scene, path)


@CASES.add(move, TooLateToMove)
async def moving_inside_the_window(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = SOON
    return moves(scene, path)


@CASES.add(move, MovedTooOften)
async def moving_for_the_third_time(scene: Scene) -> Attempt:
    return moves(scene, await moved_twice(scene))


@CASES.add(move, SameHour)
async def moving_to_where_it_is(scene: Scene) -> Attempt:
    return moves(scene, await scene.booked(), AT)


@CASES.add(move, SlotTooClose)
async def moving_into_the_past(scene: Scene) -> Attempt:
    return moves(scene, await scene.booked(), "2027-06-07T05:00:00Z")


@CASES.add(move, SlotNotOffered)
async def moving_to_the_evening(scene: Scene) -> Attempt:
    return moves(scene, await scene.booked(), EVENING)


@CASES.add(move, SlotTaken)
async def moving_to_an_hour_somebody_has(scene: Scene) -> Attempt:
    await scene.booked(NEXT_DAY, by=await scene.somebody())
    return moves(scene, await scene.booked())


@CASES.add(move, MenteeBusy)
async def moving_to_an_hour_promised_elsewhere(scene: Scene) -> Attempt:
    promised_elsewhere(scene, scene.mentee, NEXT_DAY)
    return moves(scene, await scene.booked())
