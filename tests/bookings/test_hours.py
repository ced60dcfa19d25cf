"""Another hour: at once while there is time, with the other's yes when the session is near."""

from datetime import timedelta

import pytest

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, Rows, change_offer, open_on
from tests.people import Pair, StillClock, code_of

pytestmark = pytest.mark.anyio
THURSDAY = "2027-06-10T08:00:00Z"
FRIDAY = "2027-06-11T08:00:00Z"
SATURDAY = "2027-06-12T08:00:00Z"
SUNDAY = "2027-06-13T08:00:00Z"
MONDAY_AFTER = "2027-06-14T08:00:00Z"
NEAR = timedelta(days=2, hours=4)  # Wednesday noon in Paris: 22 hours before


@pytest.mark.parametrize("side", ["mentor", "mentee"])
async def test_near_a_session_either_side_asks_and_the_other_decides(
    pair: Pair, clock: StillClock, side: str
) -> None:
    asker, other = (pair.mentor, pair.mentee) if side == "mentor" else (pair.mentee, pair.mentor)
    path = await pair.booked(THURSDAY)
    clock.ahead = NEAR
    refused = await pair.by(asker, f"{path}/move", {"startsAt": FRIDAY})
    assert code_of(refused) == (409, "too_late_to_move")
    asked = await pair.by(asker, f"{path}/proposals", {"startsAt": FRIDAY})
    assert asked.status_code == 201, asked.text
    proposal = asked.json()["items"][0]
    assert (proposal["startsAt"], proposal["expiresAt"]) == (FRIDAY, "2027-06-09T20:00:00Z")
    kept = await pair.client.get(path, headers=other)
    assert kept.json()["startsAt"] == THURSDAY
    own = {"proposal": proposal["id"], "accept": True}
    assert code_of(await pair.by(asker, f"{path}/proposals/answer", own))[0] == 409
    moved = await pair.by(other, f"{path}/proposals/answer", own)
    assert moved.status_code == 200, moved.text
    assert moved.json()["startsAt"] == FRIDAY
    # The earlier deadline stays: «move, then cancel» is no way around it.
    assert moved.json()["cancelBy"] == "2027-06-09T08:00:00Z"
    assert code_of(await pair.by(other, f"{path}/proposals/answer", own)) == (409, "proposal_gone")


async def test_a_no_keeps_the_hour_and_three_proposals_are_enough(
    pair: Pair, clock: StillClock
) -> None:
    path = await pair.booked(THURSDAY)
    clock.ahead = NEAR
    for at in (FRIDAY, SATURDAY, SUNDAY):
        one = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": at})
        assert one.status_code == 201
    asked = await pair.client.get(f"{path}/proposals", headers=pair.mentor)
    fourth = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": MONDAY_AFTER})
    assert code_of(fourth) == (409, "too_many_proposals")
    by_hour = {one["startsAt"]: one["id"] for one in asked.json()["items"]}
    no = {"proposal": by_hour[FRIDAY], "accept": False}
    answer = await pair.by(pair.mentor, f"{path}/proposals/answer", no)
    assert (answer.status_code, answer.json()["startsAt"]) == (200, THURSDAY)
    left = await pair.client.get(f"{path}/proposals", headers=pair.mentee)
    assert {one["startsAt"] for one in left.json()["items"]} == {SATURDAY, SUNDAY}
    second = {"proposal": by_hour[SATURDAY], "accept": True}
    await pair.by(pair.mentor, f"{path}/proposals/answer", second)
    after = await pair.client.get(f"{path}/proposals", headers=pair.mentee)
    assert after.json()["items"] == []  # a session that moved is asked about anew


async def test_a_proposal_lapses_twelve_hours_before(pair: Pair, clock: StillClock) -> None:
    path = await pair.booked(THURSDAY)
    clock.ahead = NEAR
    asked = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": FRIDAY})
    yes = {"proposal": asked.json()["items"][0]["id"], "accept": True}
    clock.ahead = timedelta(days=2, hours=14)
    assert code_of(await pair.by(pair.mentor, f"{path}/proposals/answer", yes)) == (
        409,
        "proposal_gone",
    )
    late = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": FRIDAY})
    assert code_of(late) == (409, "too_late_to_move")


async def test_an_hour_that_is_not_free_cannot_be_proposed_nor_accepted(
    pair: Pair, clock: StillClock, rows: Rows
) -> None:
    path = await pair.booked(THURSDAY)
    clock.ahead = NEAR
    night = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": "2027-06-11T23:00:00Z"})
    assert code_of(night) == (409, "slot_not_offered")
    asked = await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": FRIDAY})
    yes = {"proposal": asked.json()["items"][0]["id"], "accept": True}
    await pair.booked(FRIDAY)  # somebody takes it meanwhile: the same élève, here
    gone = await pair.by(pair.mentor, f"{path}/proposals/answer", yes)
    assert code_of(gone) == (409, "slot_taken")
    assert len(gone.json()["nearest"]) == 3
    assert (await pair.client.get(path, headers=pair.mentee)).json()["startsAt"] == THURSDAY


async def test_a_proposal_that_is_sent_twice_is_one(pair: Pair, clock: StillClock) -> None:
    path = await pair.booked(THURSDAY)
    clock.ahead = NEAR
    key = {**pair.mentee, "Idempotency-Key": "b7c1"}
    sent = [await pair.by(key, f"{path}/proposals", {"startsAt": FRIDAY}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    other = await pair.by(key, f"{path}/proposals", {"startsAt": SATURDAY})
    assert other.status_code == 422


async def test_a_booking_moves_twice_and_no_more(pair: Pair) -> None:
    path = await pair.booked(SATURDAY)
    for at in (SUNDAY, MONDAY_AFTER):
        moved = await pair.by(pair.mentee, f"{path}/move", {"startsAt": at})
        assert moved.status_code == 200, moved.text
    third = await pair.by(pair.mentor, f"{path}/move", {"startsAt": SATURDAY})
    assert code_of(third) == (409, "moved_too_often")


async def test_a_session_that_has_begun_or_stands_there_already_does_not_move(
    pair: Pair, clock: StillClock
) -> None:
    path = await pair.booked(SATURDAY)
    same = await pair.by(pair.mentee, f"{path}/move", {"startsAt": SATURDAY})
    assert code_of(same) == (409, "same_hour")
    clock.ahead = timedelta(days=5, hours=2)  # it begins
    for who in (pair.mentor, pair.mentee):
        late = await pair.by(who, f"{path}/cancellation")
        assert code_of(late) == (409, "session_begun")


async def test_a_session_moves_with_the_buffers_it_was_promised_with(
    pair: Pair, database: Database
) -> None:
    hours = ("09:00", "17:00")
    wide = open_on(EVERY_DAY, hours, buffersMinutes={"before": 30, "after": 30})
    await change_offer(database, pair.mentor_id, availability=wide)
    path = await pair.booked(SATURDAY)
    await change_offer(database, pair.mentor_id, availability=open_on(EVERY_DAY, hours))
    await pair.booked("2027-06-13T09:00:00Z")
    near = await pair.by(pair.mentee, f"{path}/move", {"startsAt": SUNDAY})
    assert code_of(near) == (409, "slot_taken")
    clear = await pair.by(pair.mentee, f"{path}/move", {"startsAt": "2027-06-13T07:30:00Z"})
    assert clear.status_code == 200, clear.text


async def test_an_overdue_request_stands_aside_for_a_move(
    pair: Pair, clock: StillClock, database: Database, rows: Rows
) -> None:
    path = await pair.booked(SUNDAY)
    await change_offer(database, pair.mentor_id, mode="request")
    await pair.booked(SATURDAY)  # nobody answers, and no job has ended it yet
    clock.ahead = timedelta(hours=50)
    moved = await pair.by(pair.mentee, f"{path}/move", {"startsAt": SATURDAY})
    assert moved.status_code == 200, moved.text
    found = {row["status"] for row in rows("select status::text from bookings")}
    assert found == {"confirmed", "expired"}


async def test_a_request_for_the_next_hour_waits_for_half_of_it(
    pair: Pair, database: Database
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked("2027-06-07T07:00:00Z")
    asked = (await pair.client.get(path, headers=pair.mentor)).json()
    assert (asked["expiresAt"], "accept" in asked["actions"]) == ("2027-06-07T06:30:00Z", True)
