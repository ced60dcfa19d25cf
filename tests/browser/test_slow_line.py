"""A slow line: what is pressed while an answer is on its way is neither lost nor answered by an old one."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.booking import ZOE, Cast, gather
from tests.browser.conftest import Run, Visit, become
from tests.browser.editing import EDITOR, press, save, stored
from tests.builders import Rows
from tests.people import StillClock

# Each answer comes a good half second late; the first one later than that.
SLOWED = """
const ask = window.fetch;
let late = 2500;
window.fetch = async (...question) => {
  const wait = late;
  late = 600;
  const answer = await ask(...question);
  await new Promise((resolve) => setTimeout(resolve, wait));
  return answer;
};
"""


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


def tap(page: Page, *places: Locator) -> None:
    """A finger that touches one after the other and does not wait for what the page is doing."""
    places[-1].scroll_into_view_if_needed()
    boxes = [box for place in places if (box := place.bounding_box())]
    for box in boxes:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_two_quick_taps_on_a_slow_line_leave_the_editor_alive(
    visit: Visit, rows: Rows, marc: str
) -> None:
    rows("""update mentor_profiles set availability = '{"version": 1, "timezone": "UTC"}'""")
    page = visit()
    become(page, "Marc", EDITOR)
    page.get_by_role("button", name="Soirs, 18–21 h").click()
    save(page)
    page.evaluate(SLOWED)
    sent: list[str] = []
    page.on("request", lambda request: sent.append((request.post_data or "").rpartition("do=")[2]))
    tap(page, page.locator("#month-later"), page.get_by_role("button", name="Fermer ce jour"))
    expect(page.locator("#editor")).to_have_js_property("inert", False)
    expect(page.locator(".day-pick.is-free").first).to_have_attribute("value", "date:2027-07-01")
    assert len(sent) == 1
    press(page, "fr", "Fermer ce jour")
    expect(page.locator("#preview").get_by_role("group")).to_contain_text("Ce jour est fermé.")
    save(page)
    ((_, windows),) = stored(rows)["overrides"].items()
    assert windows == []


def test_of_two_days_asked_for_on_a_slow_line_the_later_is_shown(cast: Cast) -> None:
    page = cast.enter(ZOE, f"/mentors/{cast.marc}", viewport={"width": 1200, "height": 1000})
    page.evaluate(SLOWED)
    tap(page, page.locator("#month-later"), page.locator("#month-10"))
    expect(page.locator("#month-10")).to_have_attribute("aria-current", "date")
    page.wait_for_timeout(2200)
    expect(page.locator("#month-10")).to_have_attribute("aria-current", "date")
    expect(page.locator("#month")).to_have_text("juin 2027")
    assert page.url.endswith("date=2027-06-10")


def test_hours_that_are_slow_to_come_show_their_shape(cast: Cast) -> None:
    page = cast.enter(ZOE, f"/mentors/{cast.marc}", viewport={"width": 1200, "height": 1000})
    page.evaluate(SLOWED)
    tap(page, page.locator("#month-10"))
    expect(page.locator("#times[aria-busy] .hours .skeleton")).to_be_visible()
    expect(page.locator("#month-10")).to_have_attribute("aria-current", "date")
    expect(page.locator("#times .hour").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.get_by_role("progressbar")).to_have_count(0)  # nobody leaves the page
