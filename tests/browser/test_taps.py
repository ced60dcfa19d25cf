"""How few taps it takes, and that nothing sticks out on the narrowest phone."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.booking import AIM, MARC, THURSDAY, ZOE, Cast, gather
from tests.browser.conftest import Run, Visit
from tests.browser.inspecting import check_fits
from tests.builders import Rows
from tests.people import StillClock

NARROW = {"width": 320, "height": 640}
BROWSER: dict[str, Any] = {"viewport": NARROW, "has_touch": True}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


class Thumb:
    """Counts what a thumb does; writing is no tap."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Locator) -> None:
        place.click()
        self.taps += 1


def book_here(page: Page, thumb: Thumb) -> None:
    """From a mentor's page to a session."""
    thumb.tap(page.locator(".hour").first)
    page.fill("#note", AIM)
    thumb.tap(page.locator("form[action='/bookings'] button"))
    page.wait_for_url("**?new=1")


def test_a_session_is_three_taps_from_a_mentors_page_and_five_from_home(cast: Cast) -> None:
    page = cast.enter(ZOE, f"/mentors/{cast.marc}", **BROWSER)
    thumb = Thumb()
    book_here(page, thumb)
    assert thumb.taps <= 3
    page.goto("/")
    thumb = Thumb()
    thumb.tap(page.locator(".place[href='/mentors']"))
    thumb.tap(page.locator(".mentor-card h3 a").first)
    book_here(page, thumb)
    assert thumb.taps <= 5


def test_a_session_is_cancelled_in_two_taps_and_a_request_answered_in_one(
    cast: Cast, rows: Rows
) -> None:
    page = cast.enter(ZOE, cast.promised(), **BROWSER)
    thumb = Thumb()
    thumb.tap(page.locator("#cancel summary"))
    thumb.tap(page.locator("#cancel button"))
    page.wait_for_url("**?done=cancel")
    assert thumb.taps == 2
    rows("update mentor_profiles set booking_mode = 'request'")
    place = cast.promised()
    marc = cast.enter(MARC, "/bookings", **BROWSER)
    marc.locator(f"form[action='{place}/confirmation'] button").click()
    marc.wait_for_url("**?done=accept")
    expect(marc.locator("main")).to_contain_text("C’est confirmé")


PATHS = {
    "": (
        "/",
        "/mentors",
        "/about",
        "/help",
        "/legal",
        "/contact",
        "/status",
        "/sign-in",
        "/nowhere",
    ),
    ZOE: ("/", "/bookings", "/profile", "/bookings/calendar", "/mentors?saved=yes"),
    MARC: ("/", "/bookings", "/profile", "/profile?tab=booking", "/availability"),
    "Ada Renaud": ("/admin", "/admin/mentors", "/admin/bookings", "/admin/skills", "/admin/jobs"),
}


@pytest.mark.parametrize("who", PATHS)
def test_no_page_scrolls_sideways_at_320_pixels(cast: Cast, who: str) -> None:
    """320 pixels are 1280 at 400 % (WCAG 1.4.10)."""
    place = cast.promised(THURSDAY)
    page = cast.enter(who, "/", **BROWSER) if who else cast.visit("/", **BROWSER)
    own = {ZOE: (place, f"/mentors/{cast.marc}"), MARC: (place,)}.get(who, ())
    for path in (*PATHS[who], *own):
        page.goto(path)
        check_fits(page)
