"""A reader who chose their own colours: what a background says on other screens has an edge."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.booking import AIM, MARC, ZOE, Cast, gather
from tests.browser.conftest import Run, Visit
from tests.builders import Rows
from tests.people import StillClock

# Whoever has neither border, outline nor underline, and a text on the same colour as the page.
EDGELESS = """(selectors) => {
  const drawn = (style) => ['Top', 'Right', 'Bottom', 'Left'].some(side =>
      parseFloat(style['border' + side + 'Width']) > 0 && style['border' + side + 'Style'] !== 'none')
    || (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none')
    || style.textDecorationLine.includes('underline');
  const page = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll(selectors)].filter(e => e.checkVisibility() && e.offsetWidth)
    .filter(e => {
      const parts = [e, ...e.querySelectorAll('*')].map(one => getComputedStyle(one));
      const own = getComputedStyle(e), painted = own.backgroundColor;
      const differs = painted !== page && painted !== 'rgba(0, 0, 0, 0)';
      return !differs && !parts.some(drawn) && !drawn(getComputedStyle(e, '::before'));
    })
    .map(e => e.className + ': ' + e.textContent.trim().slice(0, 40));
}"""
MARKS = ".button, .badge, .chip, .tag, .hour, .switch, .day-pick, .notice, [aria-current], .menu-item[aria-pressed=true]"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


def check_edges(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate(EDGELESS, MARKS) == [], path


def test_buttons_badges_and_what_is_chosen_are_seen_in_forced_colours(cast: Cast) -> None:
    booking = cast.promised()
    zoe = cast.enter(ZOE, "/bookings", forced_colors="active")
    for path in ("/", "/mentors?q=Python", f"/mentors/{cast.marc}?date=2027-06-11", booking):
        check_edges(zoe, path)
    zoe.goto(f"/mentors/{cast.marc}?date=2027-06-11")
    colours = [
        zoe.locator(day).evaluate("e => getComputedStyle(e).borderTopColor")
        for day in ("#month-11", "#month-10")
    ]
    assert colours[0] != colours[1]  # the chosen day among those that are free
    zoe.goto(booking)
    expect(zoe.get_by_text(AIM).first).to_be_visible()
    marc = cast.enter(MARC, "/profile", forced_colors="active")
    for path in ("/", "/profile", "/availability", booking):
        check_edges(marc, path)
