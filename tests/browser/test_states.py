"""Every page in every state: accessible in light and dark, valid, and large enough for a thumb."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, become
from tests.browser.editing import EDITOR, date_in, fill, open_rules
from tests.browser.inspecting import Inspector, check_valid
from tests.builders import Rows, a_booking

LUKAS = "user_demoLukasMeier"
EMPTY = '{"version": 1, "timezone": "Europe/Paris"}'
BOTH_SIZES = pytest.mark.parametrize(
    ("locale", "viewport"),
    [("fr-FR", PHONE), ("en-GB", DESK)],
    ids=["French, phone", "English, desk"],
)


def submit(page: Page, shows: str) -> None:
    """Save the editor, and wait for what it shows then."""
    page.locator(".save-bar .button").first.click()
    expect(page.locator(shows)).to_be_visible()


@BOTH_SIZES
def test_every_state_of_the_editor(
    visit: Visit, rows: Rows, marc: str, tmp_path: Path, locale: str, viewport: Any
) -> None:
    page = visit(locale=locale, viewport=viewport)
    inspector = Inspector(page)
    rows("update mentor_profiles set availability = %s", EMPTY)
    become(page, "Marc", EDITOR)
    inspector.look()
    fill(page, mon_0=("09:00", "09:00"), closure_0=(date_in(9), date_in(8)))
    fill(page, exception_0=("", "10:00", ""))
    open_rules(page)
    page.fill("#timezone", "Paname")
    submit(page, "#problems")
    inspector.look()
    fill(page, mon_0=("09:00", "12:00"), closure_0=(date_in(8), date_in(9)))
    fill(page, exception_0=(date_in(12), "10:00", "11:00"))
    open_rules(page)
    page.fill("#timezone", "Asia/Tokyo")
    a_booking(rows, marc, datetime.now(UTC) + timedelta(days=5))
    submit(page, "#zone-moves")
    inspector.look()
    rows("update mentor_profiles set availability = availability || '{\"slotMinutes\": 45}'")
    page.locator("#problems button").click()
    expect(page.locator("#both-versions")).to_be_visible()
    inspector.look()
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@BOTH_SIZES
def test_the_editor_opened_wide_and_the_reasons_it_gives(
    visit: Visit, marc: str, tmp_path: Path, locale: str, viewport: Any
) -> None:
    page = visit(locale=locale, viewport=viewport)
    inspector = Inspector(page)
    become(page, "Marc", EDITOR)
    fill(page, closure_0=(date_in(8), date_in(9)), exception_0=(date_in(12), "10:00", "11:00"))
    submit(page, ".notice[role=status]")
    page.locator("fieldset.day summary").first.click()
    open_rules(page)
    page.locator(".day-pick").last.click()
    inspector.look()
    for query in ("", f"?date={date_in(3)}&time=23:59", "?date=demain&time=midi"):
        inspector.go(f"/availability/why{query}")
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@BOTH_SIZES
@pytest.mark.usefixtures("demo")
def test_every_state_of_the_directory(
    visit: Visit, tmp_path: Path, locale: str, viewport: Any
) -> None:
    page = visit("/mentors", locale=locale, viewport=viewport, timezone_id="America/Montreal")
    inspector = Inspector(page)
    for path in (
        "/mentors?timezone=Asia/Tokyo&limit=3&part=morning",
        "/mentors?q=maths&skill=statistiques&language=fr&price=EUR-40",
        "/mentors?q=introuvable&free=week",
        "/mentors?day=demain&couleur=bleu",
        "/mentors/user_demoYasmineAlaoui",
        "/mentors/user_demoMarcLenoir?slot=2020-01-01T10:00:00Z",
    ):
        page.goto(path)
        for summary in page.locator("main summary:visible").all()[:3]:
            summary.click()
        inspector.look()
    slot = str(page.locator(".hour").first.get_attribute("href")).partition("slot=")[2]
    inspector.go(f"/mentors/user_demoMarcLenoir?slot={slot}")
    inspector.go("/mentors/user_demoMarcLenoir?date=hier")
    inspector.go("/mentors/personne")
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@pytest.mark.parametrize(
    ("locale", "viewport", "statuses"),
    [
        ("fr-FR", PHONE, ("submitted", "refused", "draft")),
        ("en-GB", DESK, ("published", "paused", "draft")),
    ],
)
@pytest.mark.usefixtures("demo")
def test_a_profile_wherever_it_stands(
    visit: Visit, rows: Rows, tmp_path: Path, locale: str, viewport: Any, statuses: tuple[str, ...]
) -> None:
    page = visit(locale=locale, viewport=viewport)
    inspector = Inspector(page)
    become(page, "Lukas Meier", "/profile")
    for status in statuses:
        reason = "Dites depuis quand." if status == "refused" else None
        rows(
            "update mentor_profiles set status = %s, refusal_reason = %s where user_id = %s",
            *(status, reason, LUKAS),
        )
        inspector.go("/profile")
    rows("update users set bio = null where id = %s", LUKAS)
    page.locator("#publication button[value=submit]").click()
    expect(page.locator("#problems")).to_be_visible()
    page.locator("details summary").first.click()
    inspector.look()
    inspector.go(f"/mentors/{LUKAS}")
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@BOTH_SIZES
@pytest.mark.usefixtures("demo")
def test_every_change_of_role(visit: Visit, tmp_path: Path, locale: str, viewport: Any) -> None:
    page = visit(locale=locale, viewport=viewport)
    inspector = Inspector(page)
    become(page, "Lukas Meier", "/profile/role")
    inspector.look()
    page.locator("button[value=USER]").click()
    page.wait_for_url("**/profile?moved=student")
    inspector.look()
    inspector.go("/profile/role")
    become(page, "Lina Petit", "/profile/role")
    page.locator("main form .button").last.click()
    expect(page.locator("#problems")).to_be_visible()
    inspector.look()
    become(page, "Ada Renaud", "/profile/role")
    inspector.look()
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@BOTH_SIZES
@pytest.mark.usefixtures("demo")
def test_every_state_of_the_operators_desk(
    visit: Visit, tmp_path: Path, locale: str, viewport: Any
) -> None:
    page = visit(locale=locale, viewport=viewport)
    inspector = Inspector(page)
    become(page, "Ada Renaud", "/admin")
    inspector.look()
    for path in ("?status=published", "?status=refused&done=refuse", f"/{LUKAS}"):
        inspector.go(f"/admin/mentors{path}")
    page.goto("/admin/mentors/user_demoAmelieRousseau")
    page.locator("button[value=refuse]").click()
    expect(page.locator("#problems")).to_be_visible()
    inspector.look()
    page.goto("/admin/skills?edit=python")
    page.fill("#labelFr", "")
    page.fill("#synonyms", "maths")
    page.locator("button[value=save]").click()
    expect(page.locator("#problems")).to_be_visible()
    inspector.look()
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []
