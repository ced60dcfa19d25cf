"""One's own account and profile over JSON."""

import asyncio
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.fakes.clerk_tokens import bearer
from tests.onboarding.test_choice import BOB, MENTOR

pytestmark = pytest.mark.anyio
WEEK = {
    "version": 1,
    "timezone": "Europe/Paris",
    "weekly": {"mon": [["09:00", "12:00"], ["22:00", "02:00"]], "sun": [["00:00", "24:00"]]},
    "overrides": {"2027-06-07": [["10:00", "11:00"]], "2027-12-25": []},
    "buffersMinutes": {"before": 10, "after": 5},
    "minNoticeMinutes": 720,
    "slotMinutes": 45,
    "stepMinutes": 15,
    "horizonDays": 90,
}
PROFILE = {name: value for name, value in MENTOR.items() if name not in {"role", "timezone"}}


@pytest.fixture
async def mentor(client: httpx2.AsyncClient, clerk_key: RSAKey) -> dict[str, str]:
    headers = bearer(clerk_key)
    assert (await client.post("/api/onboarding", json=MENTOR, headers=headers)).status_code == 201
    return headers


async def test_what_is_ours_may_be_changed_and_nothing_else(
    client: httpx2.AsyncClient, mentor: dict[str, str]
) -> None:
    answer = await client.patch("/api/me", json={"bio": "Bonjour 👋🏽 é"}, headers=mentor)
    assert (answer.status_code, answer.json()["bio"]) == (200, "Bonjour 👋🏽 é")
    kept = await client.patch("/api/me", json={"locale": "en"}, headers=mentor)
    assert (kept.json()["bio"], kept.json()["locale"]) == ("Bonjour 👋🏽 é", "en")
    cleared = await client.patch("/api/me", json={"bio": None}, headers=mentor)
    assert cleared.json()["bio"] is None
    for name in (
        "role",
        "id",
        "email",
        "firstName",
        "onboardedAt",
        "createdAt",
        "banned",
        "first_name",
    ):
        refused = await client.patch("/api/me", json={name: "ADMIN"}, headers=mentor)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (
            422,
            "extra_forbidden",
        )
    assert (await client.get("/api/me", headers=mentor)).json()["role"] == "MENTOR"


@pytest.mark.parametrize("text", ["x" + "\u0301" * 9, "\ue000", "\ufdd0"])
async def test_text_that_covers_others_or_that_nobody_defines_is_refused(
    client: httpx2.AsyncClient, mentor: dict[str, str], text: str
) -> None:
    answer = await client.patch("/api/me", json={"bio": text}, headers=mentor)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/bio")


async def test_a_week_is_stored_and_read_back(
    client: httpx2.AsyncClient, mentor: dict[str, str]
) -> None:
    answer = await client.put(
        "/api/me/mentor-profile", json={**PROFILE, "availability": WEEK}, headers=mentor
    )
    assert answer.status_code == 200, answer.text
    stored = answer.json()["availability"]
    assert stored["weekly"]["mon"] == [["09:00", "12:00"], ["22:00", "02:00"]]
    assert stored["weekly"]["tue"] == []
    assert {name: stored[name] for name in WEEK if name != "weekly"} == {
        n: v for n, v in WEEK.items() if n != "weekly"
    }
    assert (await client.get("/api/me/mentor-profile", headers=mentor)).json() == answer.json()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"weekly": {"mon": [["09:00", "12:00"]] * 31}}, "/availability/weekly/mon"),
        ({"weekly": {"mon": [["9:00", "12:00"]]}}, "/availability/weekly/mon/0/0"),
        ({"weekly": {"mon": [["09:00", "09:00"]]}}, "/availability/weekly/mon/0"),
        ({"weekly": {"mon": [["24:00", "01:00"]]}}, "/availability/weekly/mon/0"),
        ({"weekly": {"mon": [["09:00"]]}}, "/availability/weekly/mon/0"),
        ({"weekly": {"lundi": []}}, "/availability/weekly/lundi"),
        ({"weekly": {"mon": "09:00"}}, "/availability/weekly/mon"),
        ({"overrides": {"2027-02-30": []}}, "/availability/overrides/2027-02-30/[key]"),
        ({"timezone": "Paris"}, "/availability/timezone"),
        ({"slotMinutes": 0}, "/availability/slotMinutes"),
        ({"slotMinutes": 45.5}, "/availability/slotMinutes"),
        ({"buffersMinutes": {"before": -5}}, "/availability/buffersMinutes/before"),
        ({"version": 2}, "/availability/version"),
        ({"colour": "blue"}, "/availability/colour"),
    ],
)
async def test_a_week_that_is_none_is_refused_at_the_place(
    client: httpx2.AsyncClient, mentor: dict[str, str], change: dict[str, Any], pointer: str
) -> None:
    body = {**PROFILE, "availability": {**WEEK, **change}}
    answer = await client.put("/api/me/mentor-profile", json=body, headers=mentor)
    assert answer.status_code == 422
    assert pointer in {problem["pointer"] for problem in answer.json()["errors"]}


async def test_of_two_editors_with_the_same_version_one_is_told(
    client: httpx2.AsyncClient, mentor: dict[str, str]
) -> None:
    bodies = [
        {**PROFILE, "headline": f"Accroche {n}", "availability": WEEK, "version": 1}
        for n in range(10)
    ]
    answers = await asyncio.gather(
        *(client.put("/api/me/mentor-profile", json=body, headers=mentor) for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9


async def test_who_is_no_mentor_has_no_profile(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    headers = bearer(clerk_key, BOB)
    newcomer = await client.get("/api/me/mentor-profile", headers=headers)
    assert (newcomer.status_code, newcomer.json()["type"]) == (
        403,
        "/api/docs#problem-onboarding_required",
    )
    await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    answer = await client.put(
        "/api/me/mentor-profile", json={**PROFILE, "availability": WEEK}, headers=headers
    )
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/docs#problem-mentors_only")
