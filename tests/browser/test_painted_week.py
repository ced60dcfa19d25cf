"""A week that is set with few taps, on the picture of it and on the month of élèves."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit, become
from tests.browser.editing import EDITOR, TODAY, field, fill, press, save, stored
from tests.builders import Rows


@pytest.mark.parametrize(("viewport", "script"), [(PHONE, True), (DESK, False)])
def test_a_week_is_set_in_two_taps_and_a_date_closed_on_the_month(
    visit: Visit, rows: Rows, marc: str, viewport: Any, script: bool
) -> None:
    rows("""update mentor_profiles set availability = '{"version": 1, "timezone": "UTC"}'""")
    page = visit(script=script, viewport=viewport)
    become(page, "Marc", EDITOR)
    page.get_by_role("button", name="Soirs, 18–21 h").click()
    expect(field(page, "fri.0.start")).to_have_value("18:00")
    save(page)
    evenings = {day: [["18:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert stored(rows)["weekly"] == {**evenings, "sat": [], "sun": []}
    page.locator("#month-later").click()
    expect(page.locator("#month-earlier")).to_be_visible()
    page.locator(".day-pick.is-free").first.click()
    chosen = page.locator("#preview").get_by_role("group")
    expect(chosen.locator(".free-hour").first).to_have_text("18:00")
    press(page, "fr", "Fermer ce jour")
    expect(chosen).to_contain_text("Ce jour est fermé.")
    save(page)
    ((closed, windows),) = stored(rows)["overrides"].items()
    assert (closed[:7] > str(TODAY)[:7], windows) == (True, [])


def test_a_day_that_opens_takes_a_second_window_at_once(visit: Visit, marc: str) -> None:
    page = visit()
    become(page, "Marc", EDITOR)
    fill(page, sun_0=("09:00", "12:00"))
    sunday = page.get_by_role("group", name="Dimanche")
    expect(page.locator(".week-grid")).to_contain_text("09:00–12:00")
    sunday.get_by_role("button", name="Ajouter une plage").click(timeout=2000)
    expect(field(page, "sun.1.start")).to_be_visible()
