"""What a delivery does to a person: acceptance cases 12 to 32 (creation, updates, order)."""

import asyncio
import itertools
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.accounts.conftest import Arrive
from tests.builders import Rows
from tests.conftest import SECRETS, browser_of
from tests.fakes.clerk_tokens import ALICE, bearer
from tests.fakes.deliveries import changed, deliver, message_id, payload

pytestmark = pytest.mark.anyio
MIRRORED = (
    "id, email, email_verified, first_name, last_name, image_url, banned, deleted_at, created_at"
)


def person(rows: Rows, user_id: str = ALICE) -> dict[str, Any]:
    (found,) = rows("select * from users where id = %s", user_id)
    return found


async def test_somebody_who_signs_up_has_a_row(arrive: Arrive, rows: Rows) -> None:
    assert await arrive("01") == "applied"
    alice = person(rows)
    assert (alice["email"], alice["email_verified"]) == ("alice.martin@example.org", True)
    assert (alice["first_name"], alice["last_name"]) == ("Alice", "Martin")
    assert alice["image_url"].startswith("https://img.clerk.com/")
    assert (alice["role"], alice["onboarded_at"]) == ("USER", None)
    (known,) = rows("select version from clerk_identities")
    assert known["version"] == 1787000000025


async def test_eight_copies_at_once_count_once(client: httpx2.AsyncClient, rows: Rows) -> None:
    same = message_id()
    answers = await asyncio.gather(
        *(deliver(client, payload("01"), secret=SECRETS[0], id=same) for _ in range(8))
    )
    outcomes = sorted(answer.json()["outcome"] for answer in answers)
    assert outcomes == ["applied", *["duplicate"] * 7]
    assert len(rows("select 1 from users")) == len(rows("select 1 from webhook_deliveries")) == 1


async def test_an_old_message_replayed_by_hand_changes_nothing(arrive: Arrive, rows: Rows) -> None:
    await arrive("21")
    before = person(rows)
    assert await arrive("01") == "stale"
    assert person(rows) == before


async def test_accounts_without_an_address_live_side_by_side(arrive: Arrive, rows: Rows) -> None:
    assert [await arrive("03"), await arrive("04")] == ["applied", "applied"]
    found = rows(
        "select email, first_name, to_jsonb(users)::text as everything from users order by id"
    )
    assert [row["email"] for row in found] == [None, None]
    assert all("+336" not in row["everything"] for row in found)


async def test_an_unverified_address_is_kept_and_marked(arrive: Arrive, rows: Rows) -> None:
    await arrive("05")
    (fanny,) = rows("select email, email_verified from users")
    assert (fanny["email"], fanny["email_verified"]) == ("fanny@example.org", False)


async def test_the_primary_address_is_used_not_the_first(arrive: Arrive, rows: Rows) -> None:
    await arrive("07")
    assert rows("select email from users")[0]["email"] == "hugo.lefevre@example.com"


async def test_case_is_kept_and_does_not_make_two_addresses(arrive: Arrive, rows: Rows) -> None:
    await arrive("02")
    assert rows("select email from users")[0]["email"] == "Bakary.Diop@Example.org"
    index = rows("select indexdef from pg_indexes where indexname = 'uq_users_email'")
    assert "lower(email)" in index[0]["indexdef"]


async def test_old_shapes_and_the_dashboards_example_are_understood(
    client: httpx2.AsyncClient,
    tmp_path: Any,
    clerk_key: RSAKey,
    database: Database,
    rows: Rows,
    settings: Settings,
) -> None:
    anywhere = settings.model_copy(update={"clerk_instance_id": None})
    async with browser_of(create_app(anywhere, database)) as lenient:
        for number in ("09", "10"):
            answer = await deliver(lenient, payload(number), secret=SECRETS[0])
            assert answer.json() == {"outcome": "applied"}
    john, legacy = rows("select email, first_name from users order by id")
    assert (john["email"], john["first_name"]) == (None, "John")
    assert legacy["email"] == "legacy@example.org"
    seconds = rows("select event_at from webhook_deliveries where user_id like '%%SendExample%%'")
    assert seconds[0]["event_at"].year == 2024


async def test_what_people_write_in_their_own_metadata_gives_no_right(
    arrive: Arrive, rows: Rows
) -> None:
    await arrive("11")
    (mallory,) = rows("select role, onboarded_at from users")
    assert (mallory["role"], mallory["onboarded_at"]) == ("USER", None)


async def test_unstorable_names_are_cleaned_instead_of_refused_for_ever(
    arrive: Arrive, rows: Rows
) -> None:
    event = changed(payload("01"), first_name="Al\x00i\u202ece", last_name="M" * 300)
    assert await arrive(event) == "applied"
    alice = person(rows)
    assert (alice["first_name"], len(alice["last_name"])) == ("Alice", 200)
    lone = changed(payload("21"), first_name="\ud83d", last_name=None)
    assert await arrive(lone) == "applied"
    assert person(rows)["first_name"] is None


async def test_another_instances_delivery_is_refused_for_good(
    client: httpx2.AsyncClient, rows: Rows, settings: Settings, database: Database
) -> None:
    answer = await deliver(client, payload("72"), secret=SECRETS[0])
    assert (answer.status_code, answer.headers["webhook-delivery"]) == (422, "abort-message")
    assert rows("select 1 from users") == []
    anywhere = settings.model_copy(update={"clerk_instance_id": None})
    async with browser_of(create_app(anywhere, database)) as lenient:
        assert (await deliver(lenient, payload("72"), secret=SECRETS[0])).json() == {
            "outcome": "applied"
        }


async def test_an_update_may_come_before_the_creation(arrive: Arrive, rows: Rows) -> None:
    assert [await arrive("20"), await arrive("01")] == ["applied", "stale"]
    assert person(rows)["email"] == "alice@newmail.example"


async def test_every_order_with_copies_ends_in_the_same_row(arrive: Arrive, rows: Rows) -> None:
    ends = set()
    for order in itertools.permutations(["21", "20", "01"]):
        for number in (*order, *reversed(order)):
            await arrive(number)
        ends.add(str(rows(f"select {MIRRORED} from users")))
        rows("truncate users cascade")
    assert len(ends) == 1
    assert "Alicia" in ends.pop()


async def test_a_role_chosen_here_survives_whatever_clerk_says(arrive: Arrive, rows: Rows) -> None:
    await arrive("21")
    rows("update users set role = 'MENTOR', onboarded_at = now(), bio = 'Bonjour'")
    before = rows("select xmin, * from users")
    assert await arrive("22") == "noop"
    assert rows("select xmin, * from users") == before
    admin = changed(
        payload("22"),
        updated_at=1787007270000,
        public_metadata={"role": "ADMIN"},
        last_name="Renommée",
    )
    assert await arrive(admin) == "applied"
    alice = person(rows)
    assert (alice["role"], alice["bio"], alice["last_name"]) == ("MENTOR", "Bonjour", "Renommée")


async def test_a_ban_ends_everything_and_an_unban_restores_it(
    client: httpx2.AsyncClient, arrive: Arrive, rows: Rows, clerk_key: RSAKey
) -> None:
    await arrive("21")
    token = bearer(clerk_key)
    assert (await client.post("/auth/clerk/exchange", headers=token)).status_code == 204
    assert (await client.get("/api/me")).status_code == 200
    assert await arrive("23") == "applied"
    assert person(rows)["banned"] is True
    assert rows("select 1 from auth_sessions") == []
    assert (await client.get("/api/me")).status_code == 401
    assert (await client.get("/api/me", headers=token)).status_code == 401
    assert await arrive("25") == "applied"
    assert (await client.get("/api/me", headers=token)).status_code == 200


async def test_removing_an_address_frees_it_at_once(arrive: Arrive, rows: Rows) -> None:
    await arrive("01")
    removed = changed(
        payload("01"), updated_at=1787007400000, primary_email_address_id=None, email_addresses=[]
    )
    assert await arrive(removed) == "applied"
    assert person(rows)["email"] is None
    assert await arrive("40") == "applied"
    assert rows("select id from users where email = 'alice.martin@example.org'")[0]["id"].endswith(
        "99"
    )


async def test_members_of_the_future_are_ignored(arrive: Arrive) -> None:
    future = changed(
        payload("01"), timezone="Europe/Paris", scim={"directory_id": "dir_1"}, hologram=[{"a": 1}]
    )
    assert await arrive({**future, "universe": 2}) == "applied"


async def test_a_mere_sign_in_writes_nothing(arrive: Arrive, rows: Rows) -> None:
    await arrive("21")
    before = rows("select xmin from users")
    assert await arrive("25") == "noop"
    assert rows("select xmin from users") == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_of_two_equal_versions_the_later_event_wins(
    arrive: Arrive, rows: Rows, order: tuple[int, int]
) -> None:
    events = [
        changed(payload("21"), timestamp=1787007200216, first_name="Alix"),
        changed(payload("21"), timestamp=1787007200999, first_name="Alizée"),
    ]
    for at in order:
        await arrive(events[at])
    assert person(rows)["first_name"] == "Alizée"
