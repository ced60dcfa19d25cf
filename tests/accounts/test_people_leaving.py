"""Deletion, re-used addresses, first sights and races: acceptance cases 33 to 42, 47, 49 and 50."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.forget_user import purge_forgotten
from mentorat.accounts.queries import find_account
from mentorat.accounts.standing import HOLD_BACK
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.accounts.conftest import Arrive
from tests.builders import Rows
from tests.conftest import SECRETS, Clock
from tests.fakes.clerk_tokens import ALICE, SESSION, bearer
from tests.fakes.deliveries import changed, deliver, payload
from tests.working import Worker, waiting

pytestmark = pytest.mark.anyio
AGAIN = "user_3FzAliceAgain0000000000099"


def address(email: str, *, verified: bool = True) -> dict[str, Any]:
    return {
        "primary_email_address_id": "idn_x",
        "email_addresses": [
            {
                "id": "idn_x",
                "email_address": email,
                "verification": {"status": "verified" if verified else "unverified"},
            }
        ],
    }


async def test_whoever_leaves_is_blanked_at_once_and_their_row_stays(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    arrive: Arrive,
    rows: Rows,
    clerk_key: RSAKey,
) -> None:
    await arrive("01")
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    assert await arrive("30") == "applied"
    (alice,) = rows("select * from users")
    blanks = ("email", "first_name", "last_name", "image_url")
    assert [alice[name] for name in blanks] == [None] * 4
    assert alice["deleted_at"] == datetime(2026, 8, 17, 23, 6, 40, tzinfo=UTC)
    assert rows("select 1 from auth_sessions") == []
    assert rows("select kind, subject from events") == [{"kind": "user.left", "subject": ALICE}]
    await Worker(settings, database).publish(rows)
    left = ["close_week", "forget_calendar", "end_for_leaver", "refresh_mentor", "close_author"]
    assert waiting(rows) == [*left, "write_webhooks"]
    told = rows("select distinct args from procrastinate_jobs where task_name = any(%s)", left)
    assert told == [{"args": {"user_id": ALICE}}]


async def test_leaving_twice_or_unknown_has_one_effect(arrive: Arrive, rows: Rows) -> None:
    assert [await arrive("30"), await arrive("30")] == ["applied", "noop"]
    assert len(rows("select 1 from users where deleted_at is not null")) == 1
    assert len(rows("select 1 from procrastinate_jobs")) == 1


async def test_late_news_of_somebody_who_left_revives_nobody(arrive: Arrive, rows: Rows) -> None:
    await arrive("30")
    assert [await arrive(number) for number in ("01", "20", "21")] == ["tombstoned"] * 3
    (alice,) = rows("select email, first_name, deleted_at from users")
    assert (alice["email"], alice["first_name"]) == (None, None)
    assert alice["deleted_at"] is not None


async def test_a_token_that_outlives_its_owner_opens_nothing(
    client: httpx2.AsyncClient, arrive: Arrive, rows: Rows, clerk_key: RSAKey
) -> None:
    await arrive("30")
    assert (await client.get("/api/me", headers=bearer(clerk_key))).status_code == 401
    assert len(rows("select 1 from users where deleted_at is null")) == 0


async def test_a_deletion_that_names_nobody_is_refused_for_good(client: httpx2.AsyncClient) -> None:
    answer = await deliver(client, payload("32"), secret=SECRETS[0])
    assert (answer.status_code, answer.headers["webhook-delivery"]) == (422, "abort-message")


async def test_a_deletion_with_more_members_is_understood(arrive: Arrive) -> None:
    assert await arrive("31") == "applied"
    more = changed(payload("30"), slug=None, external_id=None, extra={"a": 1})
    assert await arrive(more) == "applied"


@pytest.mark.parametrize("numbers", [("01", "30", "40"), ("01", "40", "30"), ("40", "01", "30")])
async def test_a_new_account_with_an_old_address_inherits_nothing(
    arrive: Arrive, rows: Rows, numbers: tuple[str, ...]
) -> None:
    for number in numbers:
        await arrive(number)
        rows("update users set role = 'MENTOR', bio = 'privé' where id = %s", ALICE)
        if number == "40":
            owners = rows("select id from users where email = 'alice.martin@example.org'")
            assert [row["id"] for row in owners] == [AGAIN]
    (again,) = rows("select * from users where id = %s", AGAIN)
    assert (again["email"], again["role"], again["bio"]) == (
        "alice.martin@example.org",
        "USER",
        None,
    )
    assert rows("select email from users where id = %s", ALICE)[0]["email"] is None


async def test_two_people_may_swap_their_addresses_in_any_order(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    a, b = payload("01"), payload("02")
    first = [changed(a, **address("x@example.org")), changed(b, **address("y@example.org"))]
    swap = [
        changed(a, updated_at=1787001000000, **address("y@example.org")),
        changed(b, updated_at=1787001000000, **address("x@example.org")),
    ]
    for order in itertools.permutations([*first, *swap]):
        answers = await asyncio.gather(
            *(deliver(client, event, secret=SECRETS[0]) for event in order)
        )
        assert {answer.status_code for answer in answers} == {200}
        owners = {row["id"][:10]: row["email"] for row in rows("select id, email from users")}
        assert owners == {"user_3FaAl": "y@example.org", "user_3FbBa": "x@example.org"}
        rows("truncate users cascade")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_a_verified_claim_beats_an_unverified_one_however_new(
    arrive: Arrive, rows: Rows, order: tuple[int, int]
) -> None:
    events = [
        changed(payload("01"), **address("shared@example.org", verified=True)),
        changed(
            payload("02"), updated_at=1788000000000, **address("Shared@example.org", verified=False)
        ),
    ]
    for at in order:
        await arrive(events[at])
    (owner,) = rows("select id, email_verified from users where email is not null")
    assert (owner["id"], owner["email_verified"]) == (ALICE, True)


async def test_words_are_held_back_from_when_we_heard_however_late_that_is(
    arrive: Arrive, rows: Rows, database: Database, clock: Clock
) -> None:
    await arrive("01")
    rows("update users set bio = 'Je suis Alice'")
    clock.ahead = timedelta(days=60)  # a delivery that Svix replays
    await arrive("30")
    (alice,) = rows("select deleted_at, forgotten_at from users")
    assert alice["forgotten_at"] > alice["deleted_at"] + timedelta(days=59)
    heard = alice["forgotten_at"]
    async with database.unit(writes=True) as unit:
        account = await find_account(Db(unit), ALICE)
        assert account is not None
        assert account.erased_at == heard + HOLD_BACK
        assert await purge_forgotten(Db(unit), now=heard + HOLD_BACK - timedelta(seconds=1)) == []
        assert await purge_forgotten(Db(unit), now=heard + HOLD_BACK) == [ALICE]
        assert await purge_forgotten(Db(unit), now=heard + HOLD_BACK) == []


async def test_every_other_event_is_noted_and_ignored(arrive: Arrive, rows: Rows) -> None:
    assert [await arrive(number) for number in ("50", "51", "60", "61", "62")] == ["ignored"] * 5
    assert rows("select 1 from users") == []
    assert len(rows("select 1 from webhook_deliveries where outcome = 'ignored'")) == 5


@pytest.mark.parametrize("kind", ["session.ended", "session.removed", "session.revoked"])
async def test_the_end_of_a_clerk_session_ends_ours_and_its_tokens(
    client: httpx2.AsyncClient, arrive: Arrive, clerk_key: RSAKey, kind: str
) -> None:
    await arrive("01")
    elsewhere = bearer(clerk_key, sid="sess_other")
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    assert (await client.get("/api/me")).status_code == 200
    assert await arrive({**payload("53"), "type": kind}) == "applied"
    assert (await client.get("/api/me")).status_code == 401
    assert (await client.get("/api/me", headers=bearer(clerk_key, sid=SESSION))).status_code == 401
    assert (await client.get("/api/me", headers=elsewhere)).status_code == 200


async def test_onboarding_does_not_wait_for_the_delivery(
    client: httpx2.AsyncClient, arrive: Arrive, rows: Rows, clerk_key: RSAKey
) -> None:
    token = bearer(clerk_key)
    assert (await client.get("/onboarding", headers=token)).status_code == 200
    chosen = await client.post("/api/onboarding", json={"role": "USER"}, headers=token)
    assert (chosen.status_code, chosen.json()["firstName"]) == (201, None)
    assert await arrive("01") == "applied"
    (alice,) = rows("select * from users")
    assert (alice["first_name"], alice["role"]) == ("Alice", "USER")
    assert alice["onboarded_at"] is not None


async def test_first_sight_and_delivery_may_race(
    client: httpx2.AsyncClient, arrive: Arrive, rows: Rows, clerk_key: RSAKey
) -> None:
    sights = [client.get("/api/me", headers=bearer(clerk_key)) for _ in range(8)]
    _, *answers = await asyncio.gather(arrive("01"), asyncio.gather(*sights))
    assert {answer.status_code for answer in answers[0]} == {200}
    (alice,) = rows("select email, role from users")
    assert (alice["email"], alice["role"]) == ("alice.martin@example.org", "USER")
