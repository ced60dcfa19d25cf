"""How a proposal of another hour, and a yes to one, are refused."""

from datetime import timedelta
from uuid import uuid4

from mentorat.bookings.actions.move import move
from mentorat.bookings.actions.propose import answer_proposal, propose
from mentorat.bookings.refusals import (
    BookingMoved,
    MenteeBusy,
    MovedTooOften,
    ProposalGone,
    SameHour,
    SessionBegun,
    SlotNotOffered,
    SlotTaken,
    SlotTooClose,
    SomebodyLeft,
    TooLateToMove,
    TooManyProposals,
)
from tests.web.refused_bookings import CANCELLED, moved, promised_elsewhere, saying, stale
from tests.web.refused_moves import (
    EVENING,
    cancelled,
    moved_twice,
    moves,
    proposes,
    says_yes,
    yes,
)
from tests.web.refusing import AT, NEXT_DAY, START, Attempt, Cases, Scene

CASES = Cases()


@CASES.add(propose, BookingMoved)
async def proposing_for_what_is_cancelled(scene: Scene) -> Attempt:
    return saying(CANCELLED, proposes(scene, await cancelled(scene)))


@CASES.add(propose, BookingMoved)
async def proposing_for_what_has_moved_since(scene: Scene) -> Attempt:
    return stale(proposes(scene, await moved(scene), AT))


@CASES.add(propose, TooLateToMove)
async def proposing_eleven_hours_before(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = START - timedelta(hours=11)
    return proposes(scene, path)


@CASES.add(propose, MovedTooOften)
async def proposing_a_third_move(scene: Scene) -> Attempt:
    return proposes(scene, await moved_twice(scene))


@CASES.add(propose, TooManyProposals)
async def proposing_a_fourth_hour(scene: Scene) -> Attempt:
    path = await scene.booked()
    for hour in (10, 11, 12):
        at = f"2027-06-11T{hour}:00:00Z"
        await scene.done(scene.mentee, f"{path}/proposals", startsAt=at)
    return proposes(scene, path)


@CASES.add(propose, SlotNotOffered)
async def proposing_the_evening(scene: Scene) -> Attempt:
    return proposes(scene, await scene.booked(), EVENING)


@CASES.add(propose, SessionBegun)
async def proposing_for_what_has_begun(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.clock.ahead = START + timedelta(minutes=5)
    return proposes(scene, path)


@CASES.add(propose, SameHour)
async def proposing_where_it_is(scene: Scene) -> Attempt:
    return proposes(scene, await scene.booked(), AT)


@CASES.add(propose, SlotTooClose)
async def proposing_the_past(scene: Scene) -> Attempt:
    return proposes(scene, await scene.booked(), "2027-06-07T05:00:00Z")


@CASES.add(propose, SlotTaken)
async def proposing_an_hour_somebody_has(scene: Scene) -> Attempt:
    await scene.booked(NEXT_DAY, by=await scene.somebody())
    return proposes(scene, await scene.booked())


@CASES.add(answer_proposal, SessionBegun)
async def a_yes_once_it_has_begun(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    scene.clock.ahead = START + timedelta(minutes=5)
    return attempt


@CASES.add(answer_proposal, SlotTooClose)
async def a_yes_to_an_hour_that_has_come_close(scene: Scene) -> Attempt:
    attempt = await says_yes(scene, "2027-06-09T08:00:00Z")
    notice = """availability || '{"minNoticeMinutes": 240}'"""
    scene.rows(f"update mentor_profiles set availability = {notice}")
    scene.clock.ahead = timedelta(hours=47)
    return attempt


@CASES.add(answer_proposal, BookingMoved)
async def a_yes_for_what_is_cancelled(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    await scene.done(scene.mentor, attempt.path.replace("proposals/answer", "cancellation"))
    return saying(CANCELLED, attempt)


@CASES.add(answer_proposal, BookingMoved)
async def a_yes_to_an_hour_beside_which_another_was_proposed(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    path = attempt.path.removesuffix("/answer")
    await scene.done(scene.mentor, path, startsAt="2027-06-11T09:00:00Z")
    return stale(attempt, 1)


@CASES.add(answer_proposal, ProposalGone)
async def a_yes_to_what_nobody_proposed(scene: Scene) -> Attempt:
    return yes(scene, await scene.booked(), str(uuid4()))


@CASES.add(answer_proposal, MovedTooOften)
async def a_yes_to_a_third_move(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    scene.rows("update bookings set moves = 2")
    return attempt


@CASES.add(answer_proposal, SlotNotOffered)
async def a_yes_to_an_hour_not_offered_any_more(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    closed = """availability || '{"weekly": {}}'"""
    scene.rows(f"update mentor_profiles set availability = {closed}")
    return attempt


@CASES.add(answer_proposal, SlotTaken)
async def a_yes_to_an_hour_taken_since(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    await scene.booked(NEXT_DAY, by=await scene.somebody())
    return attempt


@CASES.add(answer_proposal, MenteeBusy)
async def a_yes_to_an_hour_promised_elsewhere_since(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    promised_elsewhere(scene, scene.mentee, NEXT_DAY)
    return attempt


@CASES.add(move, SomebodyLeft)
async def a_move_with_somebody_banned(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.ban(scene.mentor)
    return moves(scene, path)


@CASES.add(propose, SomebodyLeft)
async def a_proposal_to_somebody_banned(scene: Scene) -> Attempt:
    path = await scene.booked()
    scene.ban(scene.mentor)
    return proposes(scene, path)


@CASES.add(answer_proposal, SomebodyLeft)
async def a_yes_to_the_hour_of_somebody_banned(scene: Scene) -> Attempt:
    attempt = await says_yes(scene)
    scene.ban(scene.mentor)
    return attempt
