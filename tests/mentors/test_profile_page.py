"""The page of one's own profile: tabs that save their own part, skills as chips, a check-list, two
versions that cross."""

import re
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.mentors.editor.skill_chips import skill_chips
from mentorat.mentors.queries import SkillRow
from mentorat.settings.clerk_keys import account_page
from tests.builders import Rows
from tests.fakes.clerk_tokens import ALICE, bearer
from tests.forms import sign_in, submit, typed
from tests.onboarding.test_choice import MENTOR

pytestmark = pytest.mark.anyio
PUBLIC = {
    "tab": "profile",
    "headline": "Lire un bilan sans peur",
    "expertise": "Python",
    "hourlyRate": "30",
    "currency": "EUR",
    "languages": "fr",
    "bio": "Comptable depuis 2009.",
}
BOOKING = {
    "tab": "booking",
    "timezone": "Europe/Zurich",
    "bookingMode": "request",
    "cancellationPolicy": "strict",
    "meetingPlace": "",
}
PAGES = {"profile": "/profile", "booking": "/profile?tab=booking"}


@pytest.fixture
async def alice(client: httpx2.AsyncClient, clerk_key: RSAKey) -> httpx2.AsyncClient:
    await client.post("/api/onboarding", json=MENTOR, headers=bearer(clerk_key))
    await sign_in(client, clerk_key, ALICE)
    return client


async def seen_on(client: httpx2.AsyncClient, tab: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', (await client.get(PAGES[tab])).text)
    assert found
    return found[1]


async def save(client: httpx2.AsyncClient, fields: dict[str, Any]) -> httpx2.Response:
    return await submit(client, PAGES[fields["tab"]], fields)


async def test_each_tab_saves_its_own_part_and_leaves_the_others(
    alice: httpx2.AsyncClient, rows: Rows
) -> None:
    for fields in (PUBLIC, BOOKING, {**PUBLIC, "headline": "Lire un bilan, puis deux"}):
        saved = await save(alice, {**fields, "seen": await seen_on(alice, fields["tab"])})
        assert saved.headers["location"] == f"/profile?tab={fields['tab']}&saved=1", saved.text
    await submit(alice, "/profile?tab=account", {"tab": "account", "locale": "fr"})
    (kept,) = rows("select p.*, u.bio from mentor_profiles p join users u on u.id = p.user_id")
    assert (kept["headline"], kept["bio"]) == ("Lire un bilan, puis deux", PUBLIC["bio"])
    assert (kept["availability"]["timezone"], kept["booking_mode"]) == ("Europe/Zurich", "request")


async def test_what_was_saved_meanwhile_is_shown_beside_what_was_written(
    alice: httpx2.AsyncClient, rows: Rows
) -> None:
    seen = await seen_on(alice, "profile")
    await save(alice, BOOKING)  # another tab crosses nothing
    await save(alice, {**PUBLIC, "seen": seen})
    crossed = await save(alice, {**PUBLIC, "headline": "Autre accroche", "seen": seen})
    assert crossed.status_code == 409
    row = re.search(r"<tr><th scope=\"row\">Phrase d.accroche</th>(.*?)</tr>", crossed.text)
    assert row
    assert re.findall(r"<td>(.*?)</td>", row[1]) == [PUBLIC["headline"], "Autre accroche"]
    assert "Garder ma version" in crossed.text
    assert rows("select headline from mentor_profiles") == [{"headline": PUBLIC["headline"]}]
    fresh = re.search(r'name="seen" value="(\w+)"', crossed.text)
    assert fresh
    kept = await save(alice, {**PUBLIC, "headline": "Autre accroche", "seen": fresh[1]})
    assert kept.status_code == 303


async def test_the_check_list_names_what_publishing_would_refuse_and_leads_there(
    alice: httpx2.AsyncClient,
) -> None:
    page = typed((await alice.get("/profile")).text)
    assert "1 sur 3" in page
    refused = typed(
        (await submit(alice, "/profile", {"step": "submit"}, to="/profile/publication")).text
    )
    for sentence in (
        "Présentez-vous en quelques lignes.",
        "Indiquez quand vous êtes disponible.",
    ):
        assert sentence in page
        assert refused.count(sentence) > page.count(sentence)
    assert 'href="/profile#bio"' in page
    assert 'href="/availability"' in page
    await save(alice, PUBLIC)
    assert "2 sur 3" in typed((await alice.get("/profile")).text)


@pytest.mark.parametrize("tab", ["nowhere", "PROFILE", "x" * 3000, "%00"])
async def test_a_tab_that_does_not_exist_is_said_so(alice: httpx2.AsyncClient, tab: str) -> None:
    assert (await alice.get(f"/profile?tab={tab}")).status_code in {400, 404, 414}
    posted = await submit(alice, "/profile", {**PUBLIC, "tab": tab})
    assert posted.status_code in {404, 422}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_skill_keeps_its_mentors_spelling_and_words_of_ones_own_stay(locale: str) -> None:
    skills = [
        SkillRow("music", "arts", "Musique", "Music", ["solfège"], "Arts", "Arts"),
        SkillRow("python", "code", "Python", "Python", [], "Code", "Code"),
    ]
    chips = skill_chips(skills, ["SOLFEGE", "lutherie"], locale)
    chosen = [chip.value for all_ in chips.chapters.values() for chip in all_ if chip.is_chosen]
    assert (chosen, chips.own) == (["SOLFEGE"], ["lutherie"])
    assert list(chips.chosen.values()) == [1, 0]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("", None),
        (
            "pk_test_aGFwcHktY2F0LTEuY2xlcmsuYWNjb3VudHMuZGV2JA",
            "https://happy-cat-1.accounts.dev/user",
        ),
        ("pk_live_Y2xlcmsuZXhhbXBsZS5vcmck", "https://accounts.example.org/user"),
    ],
)
def test_ones_photo_is_changed_at_the_sign_in_account(key: str, page: str | None) -> None:
    assert account_page(key) == page
