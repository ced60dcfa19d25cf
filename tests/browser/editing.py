"""The hands of a mentor on the editor of their week."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import say
from tests.builders import Rows

EDITOR = "/availability"
TODAY = datetime.now(UTC).date()


def date_in(days: int) -> str:
    """The date in so many days, as a date field takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def field(page: Page, name: str) -> Locator:
    """A field by its id, dots included."""
    return page.locator(f'[id="{name}"]')


def fill(page: Page, **rows: tuple[str, ...]) -> None:
    """Write hours, as `mon_0=("09:00", "12:00")`, and dates, in a form that takes them."""
    for row, values in rows.items():
        kind = row.replace("_", ".")
        expect(page.locator("#editor")).to_have_js_property("inert", False)
        parts = {"closure": ("from", "to"), "exception": ("date", "start", "end")}
        show(page, kind)
        for part, value in zip(parts.get(kind[:-2], ("start", "end")), values, strict=True):
            field(page, f"{kind}.{part}").fill(value)


def show(page: Page, row: str) -> None:
    """Open the day, or the place, that a row stands in."""
    place = row.partition(".")[0]
    if place in {"closure", "exception"}:
        page.locator("#dates details:not([open]) > summary").evaluate_all(
            "all => all.forEach(one => one.click())"
        )
    elif not field(page, f"{row}.start").count():
        verb = "switch" if row.endswith(".0") else "add"
        page.locator(f"button[value='{verb}:{place}']").click()
        expect(field(page, f"{row}.start")).to_be_visible()


def open_rules(page: Page) -> None:
    """Open the rules, which are closed while nothing in them is wrong."""
    rules = page.locator("details.rules")
    if rules.get_attribute("open") is None:
        rules.locator("summary").click()


def press(page: Page, locale: str, words: str) -> None:
    """Press the last button that reads so."""
    page.get_by_role("button", name=say(locale, words), exact=True).last.click()


def confirm(page: Page, locale: str, words: str) -> None:
    """Press what cannot be taken back, read what follows from it, and press again."""
    page.locator("summary", has_text=say(locale, words)).click()
    press(page, locale, words)


def save(page: Page, locale: str = "fr") -> None:
    """Save, and be told so."""
    press(page, locale, "Enregistrer")
    expect(page.get_by_role("status")).to_have_text(say(locale, "C'est enregistré."))


def stored(rows: Rows) -> dict[str, Any]:
    """The one schedule in the database."""
    (profile,) = rows("select availability from mentor_profiles")
    found: dict[str, Any] = profile["availability"]
    return found


def tab_to(page: Page, what: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(150):
        if what.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{what} is out of reach")


def write_monday(page: Page, locale: str) -> None:
    """Monday from nine to noon and from two to six."""
    fill(page, mon_0=("09:00", "12:00"))
    monday = page.locator("fieldset.day").first
    monday.get_by_role("button", name=say(locale, "Ajouter une plage")).click()
    fill(page, mon_1=("14:00", "18:00"))


def copy_monday(page: Page, *days: str) -> None:
    """Give Monday's hours to other days."""
    monday = page.locator("fieldset.day").first
    monday.locator("summary").click()
    for day in days:
        monday.locator(f"input[value={day}]").check()
    monday.locator("details button").click()
    expect(field(page, f"{days[-1]}.1.end")).to_have_value("18:00")
