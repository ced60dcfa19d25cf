"""From draft to published and back: who may do what, and what is said on the way."""

import asyncio

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.errors import Forbidden, NotFound
from mentorat.mentors.actions.move_profile import (
    ProfileMove,
    ProfileMoved,
    move_profile,
    require_review,
)
from mentorat.mentors.publication import STEPS, StepName, steps_from
from tests.builders import ADMIN, MONDAY, Rows, a_mentor, a_person, move, whoever
from tests.conftest import Clock
from tests.fakes.clerk_tokens import ALICE, bearer
from tests.forms import sign_in, submit
from tests.onboarding.test_choice import MENTOR
from tests.onboarding.test_me import PROFILE, WEEK

pytestmark = pytest.mark.anyio
PUBLICATION = "/api/me/mentor-profile/publication"
OPERATOR = "user_3FzOperator0000000000000009"


@pytest.fixture
async def alice(client: httpx2.AsyncClient, clerk_key: RSAKey) -> dict[str, str]:
    """A mentor whose profile is still empty of presentation and hours."""
    headers = bearer(clerk_key)
    await client.post("/api/onboarding", json=MENTOR, headers=headers)
    return headers


@pytest.fixture
async def operator(database: Database, rows: Rows) -> str:
    await a_person(database, id=OPERATOR, first_name="Ada", last_name="Renaud")
    rows("update users set role = 'ADMIN', onboarded_at = now() where id = %s", OPERATOR)
    return OPERATOR


async def complete(client: httpx2.AsyncClient, headers: dict[str, str], **edited: object) -> None:
    await client.patch("/api/me", json={"bio": "Bonjour, je suis Alice."}, headers=headers)
    document = {**PROFILE, "availability": WEEK, **edited}
    answer = await client.put("/api/me/mentor-profile", json=document, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_what_eleves_need_is_named_before_a_profile_leaves(
    client: httpx2.AsyncClient, alice: dict[str, str]
) -> None:
    answer = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == ["/bio", "/availability"]
    await complete(client, alice)
    sent = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert (sent.status_code, sent.json()["status"]) == (200, "submitted")
    again = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert (again.status_code, again.json()["type"][-13:]) == (409, "profile_moved")
    back = await client.post(PUBLICATION, json={"step": "retract"}, headers=alice)
    assert back.json()["status"] == "draft"


async def test_an_operator_reads_refuses_and_then_publishes(
    client: httpx2.AsyncClient, alice: dict[str, str], operator: str, clerk_key: RSAKey, rows: Rows
) -> None:
    await complete(client, alice)
    await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    await sign_in(client, clerk_key, operator)
    assert f"/admin/mentors/{ALICE}" in (await client.get("/admin/mentors")).text
    page = f"/admin/mentors/{ALICE}"
    short = await submit(client, page, {"step": "refuse", "reason": "Non."})
    assert (short.status_code, "Non." in short.text) == (422, True)
    reason = "Votre accroche ne dit pas encore ce que vous apportez."
    done = await submit(client, page, {"step": "refuse", "reason": reason})
    assert done.headers["location"] == "/admin/mentors?done=refuse"
    client.cookies.clear()
    told = (await client.get("/api/me/mentor-profile", headers=alice)).json()
    assert (told["status"], told["refusalReason"]) == ("refused", reason)
    await complete(client, alice)
    same = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert same.json()["type"].endswith("same_profile_again")
    await complete(client, alice, headline="Relire un code et le rendre plus clair")
    await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    await sign_in(client, clerk_key, operator)
    await submit(client, page, {"step": "publish"})
    assert (await client.get(f"/mentors/{ALICE}")).status_code == 200
    events = rows(
        "select actor, action, reason from audit_events where subject = %s order by happened_at, id",
        ALICE,
    )
    assert [event["action"] for event in events[-4:]] == [
        "profile.submit",
        "profile.refuse",
        "profile.submit",
        "profile.publish",
    ]
    assert (events[-3]["actor"], events[-3]["reason"]) == (operator, reason)


async def test_who_was_refused_may_come_back_with_a_new_presentation_alone(
    client: httpx2.AsyncClient, alice: dict[str, str], database: Database
) -> None:
    await complete(client, alice)
    await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    await move(database, ALICE, "refuse", reason="Dites depuis quand vous enseignez.")
    await client.patch("/api/me", json={"locale": "en"}, headers=alice)
    same = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert same.json()["type"].endswith("same_profile_again")
    await client.patch("/api/me", json={"bio": "J'enseigne depuis 2009."}, headers=alice)
    sent = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert (sent.status_code, sent.json()["status"]) == (200, "submitted")


async def test_of_operators_who_publish_at_once_one_wins(database: Database) -> None:
    mentor = await a_mentor(database)
    await move(database, mentor, "refuse")

    async def publish() -> str:
        try:
            await move(database, mentor, "publish")
        except ProfileMoved:
            return "too late"
        return "published"

    ended = await asyncio.gather(*(publish() for _ in range(6)))
    assert sorted(ended) == ["published", *["too late"] * 5]


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_belongs_to_its_owner_or_to_the_operators(
    database: Database, step: StepName
) -> None:
    mentor = await a_mentor(database)
    stranger = whoever("user_3FsStranger000000000000001", "MENTOR")
    async with database.unit(writes=True) as unit:
        with pytest.raises((NotFound, Forbidden)):
            await move_profile(Db(unit), ProfileMove(mentor, step), viewer=stranger, now=MONDAY)


async def test_without_review_a_profile_is_public_at_once(
    client: httpx2.AsyncClient, alice: dict[str, str], database: Database
) -> None:
    await complete(client, alice)
    async with database.unit(writes=True) as unit:
        require_review(Db(unit), required=False, viewer=ADMIN, now=MONDAY)
    sent = await client.post(PUBLICATION, json={"step": "submit"}, headers=alice)
    assert sent.json()["status"] == "published"
    found = (await client.get("/api/mentors")).json()["items"]
    assert [mentor["id"] for mentor in found] == [ALICE]


async def test_a_pause_leaves_the_directory_at_once_and_can_end(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database)
    headers = bearer(clerk_key, mentor)
    await client.post(PUBLICATION, json={"step": "pause"}, headers=headers)
    assert (await client.get("/api/mentors")).json()["items"] == []
    assert (await client.get(f"/api/mentors/{mentor}/slots")).status_code == 404
    await client.post(PUBLICATION, json={"step": "resume"}, headers=headers)
    assert len((await client.get("/api/mentors")).json()["items"]) == 1


async def test_administration_asks_for_a_recent_sign_in(
    client: httpx2.AsyncClient, operator: str, clerk_key: RSAKey, clock: Clock
) -> None:
    await sign_in(client, clerk_key, operator)
    assert (await client.get("/admin")).status_code == 200
    clock.ahead = clock.ahead.__class__(hours=2)
    led = await client.get("/admin/mentors?status=published")
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?fresh=1&next=/admin/mentors%3Fstatus%3Dpublished"
    assert (await client.get(led.headers["location"])).status_code == 200
    refused = await submit(client, "/profile", {"review": "no"}, to="/admin/rules")
    assert refused.status_code == 403
    await sign_in(client, clerk_key, operator)
    assert (await client.get("/admin")).status_code in {200, 303}


def test_every_state_offers_what_the_table_says() -> None:
    assert steps_from(STEPS["publish"].target, "owner") == ("pause", "withdraw")
    assert steps_from(STEPS["submit"].target, "operator") == ("publish", "refuse")
    assert steps_from(STEPS["refuse"].target, "owner") == ("submit", "withdraw")
