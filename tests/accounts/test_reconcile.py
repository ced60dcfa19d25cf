"""Repairing lost deliveries, telling Clerk the role, noticing silence: acceptance cases 55 to 60."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mentorat.accounts.actions.check_freshness import check_freshness
from mentorat.accounts.actions.push_role import push_role
from mentorat.accounts.actions.reconcile import InstanceMarks, Reconciliation, Report
from mentorat.accounts.callers.dev_identity import development_user
from mentorat.accounts.clerk.backend_api import ClerkApi, ClerkApiError, RateLimitedError, clerk_api
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from tests.accounts.conftest import Arrive
from tests.builders import Rows
from tests.conftest import INSTANCE
from tests.fakes.clerk_api import FakeClerk, fake_clerk
from tests.fakes.clerk_tokens import ALICE
from tests.fakes.deliveries import payload

pytestmark = pytest.mark.anyio
START_MS = 1787000000000


@pytest.fixture
def clerk() -> Iterator[FakeClerk]:
    with fake_clerk() as found:
        yield found


@pytest.fixture
async def api(clerk: FakeClerk) -> AsyncIterator[ClerkApi]:
    async with clerk_api(clerk.url, "sk_test_x") as found:
        yield found


def populate(clerk: FakeClerk, count: int) -> None:
    for number in range(count):
        user_id = f"user_{number:05d}"
        clerk.users[user_id] = development_user(
            user_id,
            first_name=f"Prénom{number}",
            last_name="Test",
            email=f"p{number}@example.org",
            now_ms=START_MS + number,
        )


async def reconcile(database: Database, api: ClerkApi, *, dry_run: bool = False) -> Report:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    run = Reconciliation(database, api, dry_run=dry_run, sleep=sleep)
    report = await run.run(now=datetime.now(UTC), ours=InstanceMarks(INSTANCE))
    assert all(wait > 0 for wait in waits)
    return report


async def test_an_empty_database_is_filled_page_by_page(
    clerk: FakeClerk, api: ClerkApi, database: Database, rows: Rows
) -> None:
    populate(clerk, 1203)
    report = await reconcile(database, api)
    assert (report.created, report.updated, report.tombstoned) == (1203, 0, 0)
    assert len(rows("select 1 from users where email is not null")) == 1203
    pages = [path for _, path in clerk.calls if path.startswith("/v1/users?")]
    assert len(pages) == 3
    before = rows("select sum(xmin::text::bigint) as total from users")
    again = await reconcile(database, api)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1203)
    assert rows("select sum(xmin::text::bigint) as total from users") == before


async def test_the_newest_version_stays_whichever_source_came_last(
    clerk: FakeClerk, api: ClerkApi, database: Database, arrive: Arrive, rows: Rows
) -> None:
    clerk.users[ALICE] = payload("20")["data"]
    await arrive("21")
    assert (await reconcile(database, api)).unchanged == 1
    assert rows("select first_name from users")[0]["first_name"] == "Alicia"
    clerk.users[ALICE] = payload("21")["data"] | {
        "updated_at": 1787009999999,
        "first_name": "Aliénor",
    }
    assert (await reconcile(database, api)).updated == 1
    assert await arrive("22") == "stale"
    assert rows("select first_name from users")[0]["first_name"] == "Aliénor"


async def test_a_lost_week_is_repaired_and_told(
    clerk: FakeClerk, api: ClerkApi, database: Database, rows: Rows
) -> None:
    populate(clerk, 60)
    await reconcile(database, api)
    for number in range(5):
        clerk.users[f"user_{number:05d}"] |= {
            "first_name": "Changé",
            "updated_at": START_MS + 10**9,
        }
    for number in range(10, 13):
        del clerk.users[f"user_{number:05d}"]
    populate_more = development_user(
        "user_new",
        first_name="Nouvelle",
        last_name="Venue",
        email="n@example.org",
        now_ms=START_MS + 10**9,
    )
    clerk.users["user_new"] = populate_more
    rehearsal = await reconcile(database, api, dry_run=True)
    report = await reconcile(database, api)
    assert (report.created, report.updated, report.tombstoned, report.unchanged) == (1, 5, 3, 52)
    assert (rehearsal.created, rehearsal.updated, rehearsal.tombstoned) == (1, 5, 3)
    assert len(rows("select 1 from users where deleted_at is not null")) == 3
    assert len(rows("select 1 from events where kind = 'user.left'")) == 3


@pytest.mark.parametrize("fault", ["half", "half denied", "empty", "other instance"])
async def test_a_half_answer_or_a_wrong_key_deletes_nobody(
    clerk: FakeClerk, api: ClerkApi, database: Database, rows: Rows, fault: str
) -> None:
    populate(clerk, 40)
    await reconcile(database, api)
    half = {f"user_{number:05d}" for number in range(0, 40, 2)}
    if fault in {"half", "half denied"}:
        clerk.hidden = half
        clerk.denied = half if fault == "half denied" else set()
    elif fault == "empty":
        clerk.users = {}
    else:
        clerk.instance_id = "ins_another"
    report = await reconcile(database, api)
    assert report.tombstoned == 0
    assert report.stopped is not None or fault == "half"
    assert len(rows("select 1 from users where deleted_at is null")) == 40


async def test_a_foreign_key_buries_nobody_however_small_the_site(
    clerk: FakeClerk, api: ClerkApi, database: Database, rows: Rows
) -> None:
    populate(clerk, 3)
    await reconcile(database, api)
    clerk.users = {}
    for number in range(2):
        name = f"user_foreign{number}"
        clerk.users[name] = development_user(
            name, first_name="F", last_name="F", email=f"{name}@example.org", now_ms=START_MS
        )
    report = await reconcile(database, api)
    assert (report.tombstoned, report.stopped is not None) == (0, True)
    clerk.keys = [{"kty": "RSA", "n": "another"}]
    run = Reconciliation(database, api, dry_run=False)
    told = await run.run(now=datetime.now(UTC), ours=InstanceMarks(modulus="ours"))
    assert (told.created, "CLERK_JWT_KEY" in str(told.stopped)) == (0, True)
    assert len(rows("select 1 from users where deleted_at is not null")) == 0


async def test_somebody_who_signed_up_during_the_run_is_left_alone(
    clerk: FakeClerk, api: ClerkApi, database: Database, arrive: Arrive, rows: Rows
) -> None:
    populate(clerk, 3)
    fresh = payload("01")
    fresh["data"] |= {"created_at": int(time.time() * 1000)}
    await arrive(fresh)
    assert (await reconcile(database, api)).tombstoned == 0
    assert rows("select deleted_at from users where id = %s", ALICE)[0]["deleted_at"] is None


async def test_clerks_rate_limit_is_waited_for_and_its_errors_stop_the_run(
    clerk: FakeClerk, api: ClerkApi, database: Database
) -> None:
    populate(clerk, 2)
    clerk.answers = [(429, {"Retry-After": "3"}), (429, {"Retry-After": "1"})]
    assert (await reconcile(database, api)).created == 2
    clerk.answers = [(500, {})]
    with pytest.raises(ClerkApiError):
        await reconcile(database, api)


async def test_deliveries_and_repair_may_run_at_once(
    clerk: FakeClerk, api: ClerkApi, database: Database, arrive: Arrive, rows: Rows
) -> None:
    populate(clerk, 30)
    events = [
        {**payload("01"), "data": dict(user), "timestamp": START_MS + n}
        for n, user in enumerate(clerk.users.values())
    ]
    await asyncio.gather(reconcile(database, api), *(arrive(event) for event in events))
    assert len(rows("select 1 from users where email is not null")) == 30


async def test_the_chosen_role_is_told_to_clerk_once_and_does_not_come_back(
    clerk: FakeClerk, api: ClerkApi, database: Database, arrive: Arrive, rows: Rows
) -> None:
    await arrive("21")
    rows("update users set role = 'MENTOR', onboarded_at = now()")
    clerk.users[ALICE] = payload("21")["data"]
    await push_role(database, api, ALICE)
    told = {"public_metadata": {"role": "MENTOR", "onboardingComplete": True}}
    assert clerk.metadata == [(ALICE, told)]
    assert await arrive("22") == "noop"
    assert rows("select 1 from procrastinate_jobs") == []
    clerk.answers = [(429, {"Retry-After": "7"})]
    with pytest.raises(RateLimitedError) as limited:
        await push_role(database, api, ALICE)
    assert limited.value.retry_after_seconds == 7
    clerk.users.clear()
    await push_role(database, api, ALICE)  # gone at Clerk: nothing to tell, nothing to retry
    await push_role(database, api, "user_unknown")


async def test_silence_while_clerk_has_news_is_noticed(
    clerk: FakeClerk, api: ClerkApi, database: Database, arrive: Arrive
) -> None:
    await arrive("01")
    clerk.users[ALICE] = payload("21")["data"]
    async with database.unit(writes=False) as unit:
        now = datetime.now(UTC)
        assert await check_freshness(Db(unit), api, now=now) is None
        advice = await check_freshness(Db(unit), api, now=now + timedelta(hours=7))
        assert advice is not None
        assert "Replay" in advice
        clerk.users[ALICE] = payload("01")["data"]
        assert await check_freshness(Db(unit), api, now=now + timedelta(hours=7)) is None
