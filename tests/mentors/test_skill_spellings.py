"""What a mentor types as a skill leads to the curated one, whatever the keyboard made of it."""

import json
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey
from psycopg import sql

from mentorat.db.pool import Database
from mentorat.db.upgrade import upgrade
from mentorat.text.folding import name_keys
from tests.builders import a_mentor
from tests.conftest import with_database
from tests.fakes.clerk_tokens import bearer

REPORTS = Path(__file__).parents[1] / "data" / "reports" / "skill_spellings.json"
TYPED: dict[str, str | None] = {
    "Design d’interface": "ui-design",
    "design d interface": "ui-design",
    "DESIGN D`INTERFACE": "ui-design",
    "Sciences de l’ingénieur": "engineering",
    "Études à l´étranger": "study-abroad",
    "Physique–Chimie": "physics",
    "physique\u2011chimie": "physics",
    "physique \u2014 chimie": "physics",
    "physique chimie": "physics",
    "Histoire\u2212géo": "history",
    "auto\u2010entrepreneur": "freelancing",
    "NodeJS": "javascript",
    "Node JS": "javascript",
    "Java Script": "javascript",
    "Postgre SQL": "postgresql",
    "machinelearning": "machine-learning",
    "PowerBI": "data-analysis",
    "power\u00a0bi": "data-analysis",
    "C++": "c-cpp",
    "c ++": "c-cpp",
    "C＋＋": "c-cpp",
    "C#": "csharp",
    "C♯": "csharp",
    "dot net": "csharp",
    ".Net": "csharp",
    "Électricité": "building-trades",
    "electricite": "building-trades",
    "C": None,
    "R": None,
    "C+": None,
}


ODD_NAMES = (
    "Łódź",
    "Ørsted",
    "Straße",
    "ÆSTHETICS",
    "Español",
    "Đà Nẵng",
    "Bac+2",
    "A+",
    "Notepad++",
    "C/C++",
    "#python",
    "R&D",
    "Œnologie",
    "ﬁnance",
    "Tai‑chi",
    "l´aquarelle",
    "Русский язык",
    "日本語",
    "…",
)


async def skill_of(client: httpx2.AsyncClient, headers: dict[str, str], typed: str) -> str | None:
    """The curated skill of a mentor who writes this one word; None when it stays their own."""
    document: dict[str, Any] = (await client.get("/api/me/mentor-profile", headers=headers)).json()
    kept = ("headline", "hourlyRateCents", "currency", "languages", "availability")
    sent = {**{name: document[name] for name in kept}, "expertise": [typed]}
    answer = await client.put("/api/me/mentor-profile", json=sent, headers=headers)
    assert answer.status_code == 200, (typed, answer.text)
    (card,) = (await client.get("/api/mentors")).json()["items"]
    assert [skill["slug"] for skill in card["skills"]] or card["ownSkills"] == [typed]
    return card["skills"][0]["slug"] if card["skills"] else None


@pytest.mark.anyio
async def test_a_skill_is_known_by_whatever_signs_it_is_typed_with(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    cases = json.loads(REPORTS.read_text())["cases"]
    reported = {one["typed"]: None if one["skill"] == "accepted" else one["skill"] for one in cases}
    headers = bearer(clerk_key, await a_mentor(database))
    wanted = {**TYPED, **reported}
    assert {typed: await skill_of(client, headers, typed) for typed in wanted} == wanted


@pytest.mark.anyio
@pytest.mark.parametrize("sign", ["'", "’", "-", "+", "…", "++"])
async def test_a_sign_alone_is_no_skill(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, sign: str
) -> None:
    headers = bearer(clerk_key, await a_mentor(database))
    with pytest.raises(AssertionError, match="no_letter"):
        await skill_of(client, headers, sign)


def test_skills_that_operators_named_before_are_looked_up_as_new_ones_are(
    server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The migration folds in SQL what the product folds in Python: both must agree."""
    name = f"scratch_{tmp_path_factory.getbasetemp().name}_skill_names".replace("-", "_")
    synonyms = [*TYPED, *ODD_NAMES]
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        url = with_database(server_url, name)
        upgrade(url, to="2511_1030_busy_calendars")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "insert into skills (slug, category, label_fr, label_en, synonyms)"
                " values ('zz-odd', 'arts', 'Œuvres d’art', 'L’Œuvre – peinte', %s)",
                [synonyms],
            )
        upgrade(url)
        with psycopg.connect(url, autocommit=True) as connection:
            kept = {key for (key,) in connection.execute("select name from skill_names")}
            texts = connection.execute("select label_fr, label_en, synonyms from skills").fetchall()
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    called = [one for fr, en, more in texts for one in (fr, en, *more)]
    assert kept == {key for key in name_keys(called) if key}
