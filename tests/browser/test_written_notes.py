"""What somebody writes is saved by itself, said so, and never lost: notes, and forms that are left."""

from functools import partial

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.booking import MARC, ZOE, Cast, gather
from tests.browser.conftest import Run, Visit
from tests.builders import Rows
from tests.people import StillClock

NOTE = "#shared-notes"
STATE = "form[data-notes=shared] [data-state]"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


def bodies(rows: Rows) -> list[str]:
    return [row["body"] for row in rows("select body from booking_notes where owner = 'shared'")]


def agree(asked: list[str], dialog: Dialog) -> None:
    """Note what the browser asks, and say yes."""
    asked.append(dialog.type)
    dialog.accept()


def leave(page: Page, path: str) -> list[str]:
    """Go elsewhere and agree to what the browser asks; what it asked."""
    asked: list[str] = []
    page.once("dialog", partial(agree, asked))
    page.goto(path)
    return asked


def test_a_note_saves_itself_and_a_failure_is_told_and_loses_nothing(
    cast: Cast, rows: Rows
) -> None:
    path = cast.promised()
    page = cast.enter(ZOE, path)
    page.locator(NOTE).press_sequentially("Relire")
    expect(page.locator(STATE)).to_have_text("Enregistré.")
    assert bodies(rows) == ["Relire"]

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/notes", refuse)
    page.locator(NOTE).press_sequentially(" les tests")
    expect(page.locator(STATE)).to_contain_text("Non enregistré")
    expect(page.locator(NOTE)).to_have_value("Relire les tests")
    page.unroute("**/notes", refuse)
    page.locator(NOTE).press_sequentially(".")  # the line is back: what follows saves all of it
    expect(page.locator(STATE)).to_have_text("Enregistré.")
    assert bodies(rows) == ["Relire les tests."]
    assert leave(page, "/bookings") == []


def test_two_who_write_at_once_both_keep_what_they_wrote(cast: Cast, rows: Rows) -> None:
    path = cast.promised()
    zoe, marc = cast.enter(ZOE, path), cast.enter(MARC, path)
    zoe.locator(NOTE).press_sequentially("De Zoé")
    expect(zoe.locator(STATE)).to_have_text("Enregistré.")
    marc.locator(NOTE).press_sequentially("De Marc")
    expect(marc.locator("form[data-notes=shared] .notice")).to_contain_text("De Zoé")
    expect(marc.locator(NOTE)).to_have_value("De Marc")
    assert bodies(rows) == ["De Zoé"]


def test_a_changed_form_asks_before_it_is_left_and_a_saved_one_does_not(cast: Cast) -> None:
    page = cast.enter(MARC, "/profile")
    assert leave(page, "/profile") == []
    page.locator("#headline").press_sequentially(" !")
    assert leave(page, "/bookings") == ["beforeunload"]
    page.goto("/profile")
    page.locator("#headline").press_sequentially(" !")
    asked: list[str] = []
    page.on("dialog", partial(agree, asked))
    page.locator("form[data-unsaved] button[type=submit]").click()
    expect(page.get_by_role("status").first).to_have_text("C’est enregistré.")
    assert asked == []
