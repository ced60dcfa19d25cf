"""A stranger becomes a member, in a real browser: both roles, both languages, every way in."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mentorat.text.french import typeset
from tests.browser.conftest import DESK, PHONE, Visit, sign_up
from tests.browser.inspecting import Inspector, check_valid
from tests.builders import Rows

WORDS = {
    "fr-FR": {
        "choice": typeset("Qu'est-ce qui vous amène ?"),
        "hello": "Bonjour, Élodie",
        "saved": typeset("C'est enregistré."),
    },
    "en-GB": {"choice": "What brings you here?", "hello": "Hello, Élodie", "saved": "Saved."},
}


def fill_profile(page: Page) -> None:
    """The questions of a new mentor: one at a time on a phone that runs scripts, else all at once."""
    page.fill("#headline", "Vous débloquer en Python")
    go_on(page)
    page.fill("#expertise", "Python, SQL")
    go_on(page)
    page.fill("#hourlyRate", "45,50")


def go_on(page: Page) -> None:
    turn = page.locator("[data-step-next]:visible")
    if turn.count():
        turn.click()


# Each language with and without JavaScript, each size with both of either.
@pytest.mark.parametrize(
    ("locale", "script", "viewport"),
    [
        ("fr-FR", True, PHONE),
        ("fr-FR", False, DESK),
        ("en-GB", True, DESK),
        ("en-GB", False, PHONE),
    ],
)
def test_an_eleve_comes_in(
    visit: Visit, rows: Rows, locale: str, script: bool, viewport: Any
) -> None:
    page = visit(locale=locale, script=script, viewport=viewport)
    sign_up(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[locale]["choice"])
    page.locator("button[value=USER]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[locale]["hello"])
    assert rows("select role from users") == [{"role": "USER"}]
    assert [row["outcome"] for row in rows("select outcome from webhook_deliveries")] == ["applied"]


@pytest.mark.parametrize(("locale", "script"), [("fr-FR", True), ("en-GB", False)])
def test_a_mentor_comes_in_and_edits_their_profile(
    visit: Visit, rows: Rows, locale: str, script: bool
) -> None:
    page = visit(locale=locale, script=script, viewport=PHONE, timezone_id="America/New_York")
    sign_up(page)
    page.locator("button[value=MENTOR]").click()
    expect(page.locator("#timezone")).to_have_value(
        "America/New_York" if script else "Europe/Paris"
    )
    fill_profile(page)
    if script:  # going back loses nothing, and the card follows what is written
        expect(page.locator("[data-shows=expertise]")).to_have_text("Python · SQL")
        page.go_back()
        page.go_back()
        expect(page.locator("#headline")).to_have_value("Vous débloquer en Python")
        fill_profile(page)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[locale]["hello"])
    page.goto("/profile")
    page.fill("#bio", "Bonjour,\nje suis Élodie.")
    page.locator("main form[action='/profile'] .button").click()
    expect(page.get_by_role("status")).to_have_text(WORDS[locale]["saved"])
    (profile,) = rows("select p.*, u.bio from mentor_profiles p join users u on u.id = p.user_id")
    assert (profile["hourly_rate_cents"], profile["expertise"]) == (4550, ["Python", "SQL"])
    assert profile["bio"] == "Bonjour,\nje suis Élodie."


def test_the_keyboard_alone_is_enough(visit: Visit, rows: Rows) -> None:
    page = visit("/onboarding")
    sign_up(page)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("button[value=USER]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("button[value=MENTOR]")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#headline").focus()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#headline")).to_have_accessible_description(
        "Au moins 3 caractères sont nécessaires. Une phrase qui dit ce que vous apportez, par exemple « Reprendre confiance en mathématiques »."
    )
    page.locator("#problems a").first.press("Enter")
    fill_profile(page)
    page.locator("#headline").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour, Élodie")
    assert rows("select role from users") == [{"role": "MENTOR"}]


def test_the_language_button_is_remembered_and_sign_out_works(visit: Visit) -> None:
    page = visit("/", locale="fr-FR")
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    sign_up(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("What brings you here?")
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pick a person")
    page.goto("/profile")
    page.wait_for_url("**/dev/sign-in**")


def test_a_demo_person_is_one_click_away_and_the_way_is_kept(visit: Visit) -> None:
    page = visit("/")
    sign_up(page)
    page.locator("button[value=USER]").click()
    other = visit("/profile")
    other.wait_for_url("**/dev/sign-in?next=/profile")
    other.get_by_role("button", name="Élodie Garnier").click()
    other.wait_for_url("**/profile")
    expect(other.get_by_role("heading", level=1)).to_have_text("Votre profil")


@pytest.mark.parametrize(("locale", "viewport"), [("fr-FR", PHONE), ("en-GB", DESK)])
def test_every_page_is_accessible_and_fits(visit: Visit, locale: str, viewport: Any) -> None:
    page = visit("/", locale=locale, viewport=viewport)
    inspector = Inspector(page)
    for path in ("/", "/dev/sign-in", "/nowhere"):
        inspector.go(path)
    sign_up(page)
    inspector.look()
    page.locator("button[value=MENTOR]").click()
    inspector.look()
    page.fill("#headline", "x")
    go_on(page)
    inspector.look()
    go_on(page)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#problems")).to_be_visible()
    inspector.look()
    fill_profile(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/?welcome=1")
    inspector.look()
    for tab in ("", "?tab=booking", "?tab=account"):
        inspector.go(f"/profile{tab}")
    assert inspector.complaints == []


@pytest.mark.parametrize("locale", WORDS)
def test_every_page_is_valid_html(visit: Visit, locale: str, tmp_path: Path) -> None:
    page = visit("/", locale=locale)
    asked = page.context.request
    sent = [asked.get(path).text() for path in ("/", "/dev/sign-in", "/nowhere")]
    sign_up(page)
    sent += [asked.get(path).text() for path in ("/onboarding", "/onboarding?role=MENTOR")]
    token = page.locator("[name=csrf_token]").first.get_attribute("value") or ""
    refused = asked.post(
        "/onboarding", form={"role": "MENTOR", "headline": "x", "csrf_token": token}
    )
    assert refused.status == 422
    sent.append(refused.text())
    page.locator("button[value=MENTOR]").click()
    fill_profile(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/?welcome=1")
    sent += [asked.get(path).text() for path in ("/?welcome=1", "/profile?saved=1")]
    check_valid(sent, tmp_path)
