"""The pages without a browser: forms, ways back, kept input, languages."""

import re
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.builders import Rows
from tests.fakes.clerk_tokens import bearer
from tests.forms import typed

pytestmark = pytest.mark.anyio
FIELDS = {
    "role": "MENTOR",
    "headline": "Vous débloquer en Python",
    "expertise": "Python, SQL ; tests",
    "hourlyRate": "45,50",
    "currency": "EUR",
    "languages": "fr",
    "timezone": "America/Montreal",
}


@pytest.fixture
async def newcomer(client: httpx2.AsyncClient, clerk_key: RSAKey) -> httpx2.AsyncClient:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    return client


async def submit(client: httpx2.AsyncClient, path: str, fields: dict[str, Any]) -> httpx2.Response:
    page = await client.get(path)
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    return await client.post(path.partition("?")[0], data={**fields, "csrf_token": token})


async def test_a_newcomer_is_led_to_the_choice_and_back(newcomer: httpx2.AsyncClient) -> None:
    led = await newcomer.get("/profile")
    assert (led.status_code, led.headers["location"]) == (303, "/onboarding?next=/profile")
    done = await submit(newcomer, "/onboarding?next=/profile", {"role": "USER", "next": "/profile"})
    assert (done.status_code, done.headers["location"]) == (303, "/profile")
    assert (await newcomer.get("/profile")).status_code == 200
    assert (await newcomer.get("/onboarding")).headers["location"] == "/"


async def test_the_mentor_card_leads_to_the_second_step_and_then_in(
    newcomer: httpx2.AsyncClient, rows: Rows
) -> None:
    step = await submit(newcomer, "/onboarding", {"role": "MENTOR"})
    assert (step.status_code, step.headers["location"]) == (303, "/onboarding?role=MENTOR&next=/")
    shown = await newcomer.get(step.headers["location"])
    assert "problem" not in re.findall(r'class="([^"]+)"', shown.text)
    assert [f"Étape {n} sur 4" in typed(shown.text) for n in (2, 3, 4)] == [True] * 3
    done = await submit(newcomer, "/onboarding?role=MENTOR", FIELDS)
    assert (done.status_code, done.headers["location"]) == (303, "/?welcome=1")
    (profile,) = rows("select * from mentor_profiles")
    assert profile["expertise"] == ["Python", "SQL", "tests"]
    assert (profile["hourly_rate_cents"], profile["languages"]) == (4550, ["fr"])
    assert profile["availability"]["timezone"] == "America/Montreal"


async def test_nothing_typed_is_lost_and_each_problem_stands_by_its_field(
    newcomer: httpx2.AsyncClient,
) -> None:
    wrong = {
        **FIELDS,
        "headline": "<b>x",
        "hourlyRate": "cher",
        "expertise": "",
        "languages": ["fr", "de"],
    }
    page = await submit(newcomer, "/onboarding?role=MENTOR", {**wrong, "headline": "<b"})
    assert page.status_code == 422
    assert 'value="&lt;b"' in page.text
    assert 'value="cher"' in page.text
    for name in ("headline", "expertise", "hourlyRate"):
        assert f'id="{name}-problem"' in page.text
    assert re.search(r'id="headline"[^>]*aria-invalid="true"', page.text)
    assert re.search(r'value="de" checked', page.text)
    assert re.search(r'id="timezone"[^>]*value="America/Montreal"', page.text)


async def test_ones_card_is_seen_before_anything_is_decided(
    newcomer: httpx2.AsyncClient, rows: Rows
) -> None:
    page = "/onboarding?role=MENTOR"
    seen = await submit(newcomer, page, {**FIELDS, "expertise": "lutherie", "do": "preview"})
    assert seen.status_code == 200
    assert 'data-shows="expertise">lutherie</p>' in seen.text
    assert 'value="Vous débloquer en Python"' in seen.text
    assert rows("select role, onboarded_at from users") == [{"role": "USER", "onboarded_at": None}]


async def test_a_second_choice_by_form_is_refused_in_words(newcomer: httpx2.AsyncClient) -> None:
    first = await newcomer.get("/onboarding")
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', first.text)
    fields = {"role": "USER", "csrf_token": token}
    assert (await newcomer.post("/onboarding", data=fields)).status_code == 303
    again = await newcomer.post("/onboarding", data={**FIELDS, "csrf_token": token})
    assert again.status_code == 409
    assert "Votre rôle est déjà choisi." in again.text


@pytest.mark.parametrize("role", ["ADMIN", "", "mentor", "USER,ADMIN"])
async def test_no_other_role_can_be_posted(
    newcomer: httpx2.AsyncClient, rows: Rows, role: str
) -> None:
    answer = await submit(newcomer, "/onboarding", {"role": role})
    assert answer.status_code == 422
    assert rows("select role, onboarded_at from users") == [{"role": "USER", "onboarded_at": None}]


async def test_the_page_speaks_the_language_that_was_asked_for(
    newcomer: httpx2.AsyncClient,
) -> None:
    assert "vous amène" in (await newcomer.get("/onboarding")).text
    english = await newcomer.get(
        "/onboarding", headers={"Accept-Language": "en-US,en;q=0.9,fr;q=0.2"}
    )
    assert "What brings you here?" in english.text
    assert '<html lang="en">' in english.text
    await submit(newcomer, "/onboarding", {"role": "USER"})
    await submit(newcomer, "/profile", {"locale": "en", "bio": "Hi"})
    chosen = await newcomer.get("/profile", headers={"Accept-Language": "fr"})
    assert "Your profile" in chosen.text


async def test_a_profile_is_read_and_changed(newcomer: httpx2.AsyncClient, rows: Rows) -> None:
    await submit(newcomer, "/onboarding?role=MENTOR", FIELDS)
    page = await newcomer.get("/profile")
    for text in (
        'value="Vous débloquer en Python"',
        'value="Python" checked',
        'value="tests"',
        'value="45,50"',
    ):
        assert text in page.text
    changed = {
        **FIELDS,
        "headline": "Autre accroche",
        "hourlyRate": "0",
        "bio": "Bonjour\nà tous",
        "locale": "fr",
        "timezone": "Europe/Zurich",
    }
    del changed["role"]
    saved = await submit(newcomer, "/profile", changed)
    assert saved.headers["location"] == "/profile?saved=1"
    (profile,) = rows("select * from mentor_profiles")
    assert (profile["headline"], profile["hourly_rate_cents"], profile["version"]) == (
        "Autre accroche",
        0,
        2,
    )
    assert profile["availability"]["timezone"] == "Europe/Zurich"
    assert rows("select bio from users")[0]["bio"] == "Bonjour\nà tous"
    refused = await submit(
        newcomer, "/profile", {**changed, "headline": "", "bio": "x" * 5001, "email": "a@b.c"}
    )
    assert refused.status_code == 422
    for name in ("headline", "bio", "email"):
        assert name in refused.text
    assert rows("select bio from users")[0]["bio"] == "Bonjour\nà tous"
