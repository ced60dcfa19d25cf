"""Rights are given and taken back, and nobody is left with what they may not touch."""

import pytest

from mentorat.accounts.actions.change_role import grant_admin, revoke_admin
from mentorat.bookings.jobs import DECLINE_REQUESTS
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.events.record import Authority
from mentorat.mentors.actions.move_profile import NoMentorNow
from mentorat.mentors.publication import StepName
from mentorat.settings import Settings
from tests import people
from tests.builders import MONDAY, Rows, an_operator, move
from tests.onboarding.test_choice import MENTOR
from tests.people import Pair, StillClock, book
from tests.working import Worker

pytestmark = pytest.mark.anyio
clock, pair = people.clock, people.pair
CLI = Authority("cli", "essai")
STEPS: tuple[StepName, ...] = ("withdraw", "restore")


async def granted(database: Database, user_id: str) -> None:
    async with database.unit(writes=True) as unit:
        await grant_admin(Db(unit), user_id, by=CLI, now=MONDAY)


async def revoked(database: Database, user_id: str) -> None:
    async with database.unit(writes=True) as unit:
        await revoke_admin(Db(unit), user_id, by=CLI, now=MONDAY)


async def seen(pair: Pair) -> tuple[int, list[str], int]:
    """How the directory answers for the mentor, and their own door."""
    page = await pair.client.get(f"/api/mentors/{pair.mentor_id}")
    listed = (await pair.client.get("/api/mentors")).json()["items"]
    own = await pair.client.get("/api/me/mentor-profile", headers=pair.mentor)
    return page.status_code, [one["id"] for one in listed], own.status_code


async def test_a_mentor_who_administers_is_not_offered_and_is_again_when_they_stop(
    pair: Pair, database: Database
) -> None:
    await an_operator(database)
    await granted(database, pair.mentor_id)
    assert await seen(pair) == (404, [], 403)
    assert (await book(pair.client, pair.mentor_id, pair.mentee)).status_code == 404
    await revoked(database, pair.mentor_id)
    assert await seen(pair) == (200, [pair.mentor_id], 200)
    assert (await book(pair.client, pair.mentor_id, pair.mentee)).status_code == 201
    paused = await pair.by(pair.mentor, "/api/me/mentor-profile/publication", {"step": "pause"})
    assert paused.json()["status"] == "paused"


async def test_who_learned_before_learns_again(pair: Pair, database: Database, rows: Rows) -> None:
    await an_operator(database)
    for _ in range(2):
        await granted(database, pair.mentee_id)
        await revoked(database, pair.mentee_id)
    (found,) = rows("select role, onboarded_at from users where id = %s", pair.mentee_id)
    assert (found["role"], found["onboarded_at"] is None) == ("USER", False)


async def test_a_profile_whose_owner_was_made_an_eleve_by_hand_is_withdrawn(
    pair: Pair, database: Database, settings: Settings, clock: StillClock, rows: Rows
) -> None:
    await an_operator(database)
    # Nobody knows what they were before.
    rows("update users set role = 'ADMIN' where id = %s", pair.mentor_id)
    await revoked(database, pair.mentor_id)
    assert await seen(pair) == (404, [], 403)
    worker = Worker(settings, database)
    worker.work.clock = clock
    await worker.take(rows, PUBLISH_EVENT, DECLINE_REQUESTS)
    assert rows("select status from mentor_profiles") == [{"status": "withdrawn"}]
    back = await pair.by(pair.mentor, "/api/me/role", MENTOR)
    assert (back.status_code, back.json()["role"]) == (200, "MENTOR")
    (kept,) = rows("select status, headline from mentor_profiles")
    assert kept["status"] == "draft"
    assert kept["headline"] != MENTOR["headline"]


async def test_nobody_publishes_the_profile_of_who_is_no_mentor(
    pair: Pair, database: Database, rows: Rows
) -> None:
    await an_operator(database)
    for step in STEPS:
        await move(database, pair.mentor_id, step)
    rows("update mentor_profiles set status = 'submitted'")  # as it was, unedited
    await granted(database, pair.mentor_id)
    with pytest.raises(NoMentorNow):
        await move(database, pair.mentor_id, "publish")
    assert rows("select status from mentor_profiles") == [{"status": "submitted"}]


async def test_requests_to_a_mentor_who_administers_may_still_be_answered(
    pair: Pair, database: Database
) -> None:
    path = await pair.booked(people.TEN)
    await granted(database, pair.mentor_id)
    answer = await pair.by(pair.mentor, f"{path}/cancellation")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
