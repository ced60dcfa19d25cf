"""From an article to a session, on a phone; the pages of the blog are accessible, valid and fit."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.inspecting import Inspector, check_valid
from tests.builders import Rows

pytestmark = pytest.mark.usefixtures("demo")
REAL = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
PAGES = (
    *("/blog", "/blog?q=entreteins", "/blog?q=zzzz", "/blog/tags/statistiques", "/blog/tags/rien"),
    *("/blog/series/preparer-un-entretien", "/blog/authors/marc-lenoir"),
    "/blog/la-moyenne-ne-ment-pas-elle-repond-a-cote",
)


def test_an_article_leads_to_a_session_that_is_known_to_come_from_it(
    visit: Visit, rows: Rows, tmp_path: Path
) -> None:
    page = visit("/mentors", viewport=PHONE, timezone_id="Europe/Paris", user_agent=REAL)
    expect(page.locator(".zone")).to_have_attribute("data-zone-source", "browser")
    inspector = Inspector(page)
    page.locator(".place[href='/blog']").click()
    page.get_by_role("link", name="Relire le code d’un autre sans le blesser").click()
    expect(page.locator("h1")).to_have_text("Relire le code d’un autre sans le blesser")
    inspector.look()
    page.clock.install()
    page.reload()
    with page.expect_response("**/reads") as told:
        page.clock.run_for(11_000)
    assert told.value.status == 204
    page.locator(".slot-list .hour").first.click()
    page.wait_for_url("**/sign-in**")
    page.locator("button.person", has_text="Karim Duval").click()
    page.fill("#note", "Relire ma première contribution")
    page.locator("form[action='/bookings'] button").click()
    page.wait_for_url("**?new=1")
    (led,) = rows(
        "select p.slug, r.reads from bookings b join post_pages p on p.post_id = b.post_id"
        " join post_reads r on r.post_id = p.post_id"
    )
    assert led == {"slug": "relire-le-code-d-un-autre-sans-le-blesser", "reads": 1}
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


@pytest.mark.parametrize(
    ("locale", "viewport", "script"),
    [("fr-FR", {"width": 320, "height": 640}, True), ("en-GB", DESK, False)],
    ids=["phone", "desk"],
)
def test_the_pages_of_the_blog_are_accessible_valid_and_fit(
    visit: Visit, tmp_path: Path, locale: str, viewport: Any, script: bool
) -> None:
    page = visit("/mentors", locale=locale, viewport=viewport)
    expect(page.locator(".zone")).to_have_attribute("data-zone-source", "browser")
    inspector = Inspector(page)
    for path in PAGES:
        inspector.go(path)
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []
    if not script:
        plain = visit("/blog", locale=locale, viewport=viewport, script=False)
        plain.get_by_role("link", name="Reviewing somebody").click()
        expect(plain.locator(".slot-list a").first).to_be_visible()
