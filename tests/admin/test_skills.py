"""The operators' list of skills follows what mentors say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.directory.jobs import REFRESH_MENTORS, RELINK_SKILLS
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor, a_person
from tests.forms import sign_in, submit
from tests.working import Worker, waiting

pytestmark = pytest.mark.anyio
OPERATOR = "user_3FzOperator0000000000000009"
BREAD = {
    "slug": "bread-making",
    "labelFr": "Boulangerie",
    "labelEn": "Bread making",
    "category": "trades",
    "synonyms": "pain, levain",
}


@pytest.fixture
async def desk(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> AsyncIterator[httpx2.AsyncClient]:
    await a_person(database, id=OPERATOR, first_name="Ada", last_name="Renaud")
    rows("update users set role = 'ADMIN', onboarded_at = now() where id = %s", OPERATOR)
    await sign_in(client, clerk_key, OPERATOR)
    yield client
    rows("delete from skills where slug = %s", BREAD["slug"])


async def test_a_mentors_word_becomes_a_skill_that_others_find(
    desk: httpx2.AsyncClient, database: Database, settings: Settings, rows: Rows
) -> None:
    mentor = await a_mentor(database, now=datetime.now(UTC), expertise=("Levain", "Python"))
    page = await desk.get("/admin/skills")
    assert "/admin/skills?word=Levain" in page.text
    found = (await desk.get("/api/mentors/" + mentor)).json()
    assert (found["skills"][0]["slug"], found["ownSkills"]) == ("python", ["Levain"])
    saved = await submit(desk, "/admin/skills", BREAD)
    assert saved.headers["location"] == "/admin/skills?saved=1"
    worker = Worker(settings, database)
    await worker.publish(rows)
    assert "relink_skills" in waiting(rows)
    await worker.do(RELINK_SKILLS)
    found = (await desk.get("/api/mentors?skill=bread-making&lang=en")).json()["items"]
    assert [tag["label"] for tag in found[0]["skills"]] == ["Bread making", "Python"]
    assert (await desk.get("/api/mentors?q=boulangerie")).json()["items"][0]["id"] == mentor
    await submit(desk, "/admin/skills?edit=bread-making", {**BREAD, "do": "remove"})
    await worker.do(REFRESH_MENTORS)
    assert (await desk.get("/api/mentors/" + mentor)).json()["ownSkills"] == ["Levain"]


async def test_a_name_leads_to_one_skill_only_and_problems_are_named(
    desk: httpx2.AsyncClient,
) -> None:
    taken = await submit(desk, "/admin/skills", {**BREAD, "synonyms": "pain, PYTHON"})
    assert taken.status_code == 422
    assert "python" in taken.text
    wrong = {**BREAD, "slug": "Pas Bon", "labelEn": "", "category": "nowhere"}
    refused = await submit(desk, "/admin/skills", wrong)
    assert refused.status_code == 422
    for name in ("slug", "labelEn"):
        assert f'id="{name}-problem"' in refused.text
