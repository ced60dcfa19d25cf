"""Three mentors may be asked for one hour; the first yes takes the other requests back."""

from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import EVERY_DAY, Rows, a_mentor, change_offer, open_on
from tests.fakes.clerk_tokens import bearer
from tests.people import Pair, StillClock, book, code_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"


async def test_the_first_yes_takes_back_what_overlaps_and_nothing_else(
    pair: Pair, database: Database, settings: Settings, rows: Rows, clerk_key: RSAKey
) -> None:
    others = [await a_mentor(database, mode="request") for _ in range(3)]
    await change_offer(database, pair.mentor_id, mode="request")
    asked = await pair.booked(AT)
    for mentor, at in zip(
        others, (AT, "2027-06-10T08:30:00Z", "2027-06-10T09:00:00Z"), strict=True
    ):
        assert (await book(pair.client, mentor, pair.mentee, at)).status_code == 201
    await pair.by(pair.mentor, f"{asked}/confirmation")
    found = {row["mentor_id"]: row["status"] for row in rows("select * from bookings")}
    stand = [found[mentor] for mentor in (pair.mentor_id, *others)]
    assert stand == ["confirmed", "withdrawn", "withdrawn", "requested"]
    late = rows("select id from bookings where mentor_id = %s", others[0])[0]["id"]
    answer = await pair.by(bearer(clerk_key, others[0]), f"/api/bookings/{late}/confirmation")
    assert code_of(answer) == (409, "booking_moved")
    await Worker(settings, database).publish(rows)
    told = rows("select args from procrastinate_jobs where task_name = 'tell_booking'")
    assert {"booking_id": str(late), "sequence": 1} in [row["args"] for row in told]


async def test_an_hour_that_is_promised_elsewhere_cannot_be_asked_for(
    pair: Pair, database: Database
) -> None:
    other = await a_mentor(database, mode="request")
    await pair.booked(AT)
    answer = await book(pair.client, other, pair.mentee, "2027-06-10T08:30:00Z")
    assert code_of(answer) == (409, "mentee_busy")


async def test_a_mentor_who_wants_two_sessions_a_week_has_two(
    pair: Pair, database: Database
) -> None:
    week = open_on(EVERY_DAY, ("09:00", "17:00"), maxSessionsPerWeek=2)
    await change_offer(database, pair.mentor_id, availability=week)
    await pair.booked("2027-06-08T08:00:00Z")
    await pair.booked("2027-06-13T08:00:00Z")  # Sunday
    full = await book(pair.client, pair.mentor_id, pair.mentee, AT)
    assert code_of(full) == (409, "slot_taken")
    await pair.booked("2027-06-14T08:00:00Z")  # Monday begins another one


async def test_nobody_teaches_and_learns_at_one_hour(
    pair: Pair, database: Database, clerk_key: RSAKey
) -> None:
    other = await a_mentor(database)
    both = bearer(clerk_key, other)
    await book(pair.client, pair.mentor_id, both, AT)  # the other mentor learns at ten
    slots = (await pair.client.get(f"/api/mentors/{other}/slots")).json()["items"]
    assert AT not in [slot["startsAt"] for slot in slots]
    taken = await book(pair.client, other, pair.mentee, "2027-06-10T08:30:00Z")
    assert code_of(taken) == (409, "slot_taken")
    busy = await book(pair.client, other, pair.mentor, "2027-06-10T09:00:00Z")
    assert busy.status_code == 201  # Marc teaches until eleven, and learns from then on
    late = await book(pair.client, other, pair.mentor, "2027-06-11T08:00:00Z")
    assert late.status_code == 201
    await change_offer(database, pair.mentor_id, mode="request")
    asked = await book(pair.client, pair.mentor_id, pair.mentee, "2027-06-11T08:00:00Z")
    assert code_of(asked) == (409, "slot_taken")


async def test_a_yes_to_what_is_promised_elsewhere_since_is_refused(
    pair: Pair, database: Database, clerk_key: RSAKey
) -> None:
    other = await a_mentor(database)
    await change_offer(database, pair.mentor_id, mode="request")
    asked = await pair.booked(AT)
    learns = await book(pair.client, other, bearer(clerk_key, pair.mentor_id), AT)
    assert learns.status_code == 201
    answer = await pair.by(pair.mentor, f"{asked}/confirmation")
    assert code_of(answer) == (409, "slot_taken")


async def test_a_yes_whose_answer_was_lost_may_be_said_again(
    pair: Pair, database: Database, rows: Rows
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    asked = await pair.booked(AT)
    for _ in range(2):
        assert (await pair.by(pair.mentor, f"{asked}/confirmation")).status_code == 200
    for _ in range(2):
        assert (await pair.by(pair.mentee, f"{asked}/cancellation")).status_code == 200
    other_side = await pair.by(pair.mentor, f"{asked}/cancellation")
    assert code_of(other_side) == (409, "booking_moved")
    assert len(rows("select id from booking_events")) == 3


async def test_what_costs_something_is_done_only_with_its_quote(
    pair: Pair, clock: StillClock
) -> None:
    path = await pair.booked(AT)
    clock.ahead = timedelta(days=2, hours=4)
    blind = await pair.by(pair.mentee, f"{path}/cancellation")
    assert code_of(blind) == (409, "quote_changed")
    quote = (await pair.client.get(f"{path}/cancellation", headers=pair.mentee)).json()
    assert (quote["isLate"], quote["keptCents"]) == (True, 4500)
    told = await pair.by(pair.mentee, f"{path}/cancellation", {"quote": quote["id"]})
    assert (told.json()["status"], told.json()["dueCents"]) == ("cancelled", 4500)
