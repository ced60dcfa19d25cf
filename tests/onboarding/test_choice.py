"""Choosing Mentor or Élève: once, whole, and never more than that (acceptance case 54)."""

import asyncio
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.change_role import LastAdmin, grant_admin, revoke_admin
from mentorat.app import attach
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from mentorat.settings import Settings
from tests.builders import Rows
from tests.conftest import Built, Clock, browser_of
from tests.fakes.clerk_tokens import ALICE, bearer
from tests.working import Worker, waiting

pytestmark = pytest.mark.anyio
BOB = "user_3FbBakaryDiop00000000000002"
MENTOR = {
    "role": "MENTOR",
    "headline": "Vous débloquer en Python",
    "expertise": ["Python", "SQL"],
    "hourlyRateCents": 4550,
    "currency": "EUR",
    "languages": ["fr", "en"],
    "timezone": "Europe/Paris",
}


async def test_an_eleve_is_taken_in(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    clerk_key: RSAKey,
    rows: Rows,
) -> None:
    answer = await client.post("/api/onboarding", json={"role": "USER"}, headers=bearer(clerk_key))
    assert answer.status_code == 201
    me = answer.json()
    assert (me["id"], me["role"]) == (ALICE, "USER")
    assert me["onboardedAt"].endswith("Z")
    expected = [
        "id",
        "email",
        "firstName",
        "lastName",
        "role",
        "imageUrl",
        "bio",
        "onboardedAt",
        "createdAt",
        "updatedAt",
    ]
    assert set(expected) <= me.keys()
    await Worker(settings, database).publish(rows)
    assert waiting(rows) == ["push_role", "write_webhooks"]


async def test_a_mentor_is_taken_in_with_their_profile(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    headers = bearer(clerk_key)
    assert (await client.post("/api/onboarding", json=MENTOR, headers=headers)).status_code == 201
    profile = (await client.get("/api/me/mentor-profile", headers=headers)).json()
    assert {
        name: profile[name]
        for name in ("headline", "expertise", "hourlyRateCents", "currency", "languages")
    } == {
        name: MENTOR[name]
        for name in ("headline", "expertise", "hourlyRateCents", "currency", "languages")
    }
    assert (profile["hourlyRate"], profile["availability"]["timezone"]) == (45.5, "Europe/Paris")
    assert profile["availability"]["weekly"]["mon"] == []


async def test_the_choice_is_made_once(client: httpx2.AsyncClient, clerk_key: RSAKey) -> None:
    headers = bearer(clerk_key)
    assert (
        await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    ).status_code == 201
    again = await client.post("/api/onboarding", json=MENTOR, headers=headers)
    assert (again.status_code, again.json()["detail"]) == (409, "Votre rôle est déjà choisi.")
    assert (await client.get("/api/me", headers=headers)).json()["role"] == "USER"


async def test_a_client_that_lost_the_answer_asks_again_with_its_key(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    headers = bearer(clerk_key) | {"Idempotency-Key": "onboarding-1"}
    answers = await asyncio.gather(
        *(client.post("/api/onboarding", json={"role": "USER"}, headers=headers) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    other = await client.post("/api/onboarding", json=MENTOR, headers=headers)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")


async def test_of_twenty_choices_at_once_one_wins(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    headers = bearer(clerk_key)
    choices = [MENTOR if n % 2 else {"role": "USER"} for n in range(20)]
    answers = await asyncio.gather(
        *(client.post("/api/onboarding", json=choice, headers=headers) for choice in choices)
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    (alice,) = rows("select role from users")
    profiles = len(rows("select 1 from mentor_profiles"))
    assert profiles == (1 if alice["role"] == "MENTOR" else 0)


async def test_every_problem_is_named_at_once_in_the_readers_language(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    wrong = {
        "role": "MENTOR",
        "headline": "x",
        "expertise": [],
        "hourlyRateCents": -1,
        "currency": "XYZ",
        "languages": ["klingon"],
        "timezone": "Europe/Atlantis",
        "rate": 3,
    }
    headers = bearer(clerk_key)
    answer = await client.post("/api/onboarding", json=wrong, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    pointers = {problem["pointer"] for problem in answer.json()["errors"]}
    assert pointers == {
        "/headline",
        "/expertise",
        "/hourlyRateCents",
        "/currency",
        "/languages/0",
        "/timezone",
        "/rate",
    }
    french = {problem["pointer"]: problem["message"] for problem in answer.json()["errors"]}
    assert french["/headline"] == "Au moins 3 caractères sont nécessaires."
    english = await client.post(
        "/api/onboarding", json=wrong, headers=headers | {"Accept-Language": "en-GB"}
    )
    messages = {problem["pointer"]: problem["message"] for problem in english.json()["errors"]}
    assert messages["/headline"] == "At least 3 characters are needed."
    assert messages["/rate"] == "This field does not exist here."
    assert rows("select onboarded_at from users")[0]["onboarded_at"] is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
roles = st.sampled_from(
    ["ADMIN", "admin", "MENTOR", "USER", "Admin ", ["ADMIN"], {"role": "ADMIN"}, None, 1]
)


@given(
    role=roles,
    rest=st.dictionaries(st.sampled_from([*MENTOR, "id", "email", "onboardedAt"]), anything),
)
@hypothesis_settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_body_ever_makes_an_administrator(
    built: Built,
    role: Any,
    rest: dict[str, Any],
    database_url: str,
    clerk_key: RSAKey,
    settings: Any,
) -> None:
    async def ask() -> tuple[int, str]:
        database = Database(database_url)
        await database.open()
        async with browser_of(attach(built("clerk"), settings, database)) as client:
            body = {**rest, "role": role} if role is not None else rest
            answer = await client.post("/api/onboarding", json=body, headers=bearer(clerk_key))
            me = await client.get("/api/me", headers=bearer(clerk_key))
        await database.close()
        return answer.status_code, me.json()["role"]

    status, role_after = asyncio.run(ask())
    assert status in {201, 400, 409, 422}
    assert role_after in {"USER", "MENTOR"}


async def test_a_role_set_by_an_operator_is_not_chosen_over(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    headers = bearer(clerk_key)
    await client.get("/api/me", headers=headers)
    rows("update users set role = 'MENTOR'")
    assert (
        await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    ).status_code == 409


async def test_only_an_operator_makes_administrators_and_one_always_remains(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database, clock: Clock, rows: Rows
) -> None:
    for user in (ALICE, BOB):
        await client.get("/api/me", headers=bearer(clerk_key, user))
    by = Authority("operator", "first one")
    for user in (ALICE, BOB):
        async with database.unit(writes=True) as unit:
            assert await grant_admin(Db(unit), user, by=by, now=clock()) is True

    async def revoke(user: str) -> bool:
        try:
            async with database.unit(writes=True) as unit:
                return await revoke_admin(Db(unit), user, by=by, now=clock())
        except LastAdmin:
            return False

    assert sorted(await asyncio.gather(revoke(ALICE), revoke(BOB))) == [False, True]
    assert len(rows("select 1 from users where role = 'ADMIN'")) == 1
    events = rows(
        "select actor, action, before, after, reason from audit_events where actor = 'operator' order by happened_at"
    )
    assert [event["after"]["role"] for event in events][:2] == ["ADMIN", "ADMIN"]
    assert {event["reason"] for event in events} == {"first one"}
    with pytest.raises(Exception, match="append-only"):
        rows("delete from audit_events")
