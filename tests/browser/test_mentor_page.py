"""A mentor's page in a browser: each hour read aloud whole, another day at one tap, a link to share."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mentorat.text.french import typeset
from tests.browser.conftest import DESK, PHONE, Visit
from tests.builders import Rows, a_booking

MARC = "/mentors/user_demoMarcLenoir"
ZONES = {"Europe/Paris": r"UTC\+0[12]:00", "America/Montreal": r"UTC−0[45]:00"}
pytestmark = pytest.mark.usefixtures("demo")


def slot_of(hour: Locator) -> str:
    """The instant that an hour's link books."""
    return str(hour.get_attribute("href")).partition("slot=")[2]


@pytest.mark.parametrize(("locale", "viewport"), [("fr-FR", DESK), ("en-GB", PHONE)])
def test_a_slot_is_read_aloud_whole_and_shown_in_both_zones(
    visit: Visit, locale: str, viewport: Any
) -> None:
    page = visit(MARC, locale=locale, timezone_id="America/Montreal", viewport=viewport)
    expect(page.locator(".zone")).to_contain_text(re.compile(ZONES["America/Montreal"]))
    first = page.locator(".hour").first
    words = r"^\w+ \d+ \w+, 12:00 (à|to) 13:00, " + ZONES["America/Montreal"] + "$"
    expect(first).to_have_accessible_name(re.compile(words))
    page.goto(f"{MARC}?slot={slot_of(first)}")
    chosen = page.locator("#chosen")
    expect(chosen).to_contain_text(re.compile(r"12:00–13:00 \(\w+, UTC−0[45]:00\)"))
    expect(chosen).to_contain_text(re.compile(r"Marc Lenoir.*18:00 \(Paris, UTC\+0[12]:00\)"))


def test_a_slot_that_was_taken_meanwhile_is_gone(visit: Visit, rows: Rows) -> None:
    page = visit(MARC, script=False)
    value = slot_of(page.locator(".hour").first)
    starts = datetime.fromisoformat(value)
    a_booking(rows, "user_demoMarcLenoir", starts)
    page.goto(f"{MARC}?slot={value}")
    expect(page.get_by_role("alert")).to_have_text(
        typeset("Ce créneau n'est plus libre. Voici les suivants.")
    )
    expect(page.locator(f"a[href$='{value}']")).to_have_count(0)


def test_who_is_full_or_paused_is_not_offered(visit: Visit, rows: Rows) -> None:
    page = visit("/mentors/user_demoYasmineAlaoui", script=False)
    expect(page.locator(".mentor-times")).to_contain_text(
        typeset("Aucun créneau libre pour le moment.")
    )
    rows("update mentor_profiles set status = 'paused' where user_id = 'user_demoMarcLenoir'")
    answer = page.goto(MARC)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("script", [True, False])
def test_another_month_and_day_are_one_tap_each(visit: Visit, script: bool) -> None:
    page = visit(MARC, script=script, viewport=PHONE)
    page.locator("#month-later").click()
    expect(page).to_have_url(re.compile(r"month="))
    day = page.locator(".month a[href*='date=']").last
    name = str(day.get_attribute("aria-label")).partition("\u00a0:")[0]
    day.click()
    expect(page).to_have_url(re.compile(r"date="))
    chosen = page.locator(".month [aria-current=date]")
    expect(chosen).to_have_accessible_name(re.compile(name))
    expect(page.locator("#hours")).to_have_text(name)
    if script:
        expect(chosen).to_be_focused()  # a keyboard goes on where it was
        page.go_back()
        expect(page).to_have_url(re.compile(r"month="))
        expect(page.locator("#hours")).not_to_have_text(name)


def test_a_mentors_link_is_copied_or_followed(visit: Visit) -> None:
    page = visit(MARC, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("[data-toast]")).to_have_text("Lien copié.")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("/m/marc-lenoir")
    plain = visit(address, script=False)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Marc Lenoir")
    expect(plain.get_by_role("button", name="Copier le lien")).to_be_hidden()
    plain.get_by_role("link", name="/m/marc-lenoir").click()
    expect(plain).to_have_url(re.compile(MARC))
