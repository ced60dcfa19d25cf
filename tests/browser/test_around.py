"""The pages around the product, in a real browser: they fit, are accessible and valid."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.inspecting import Inspector, check_valid

PAGES = ("/about", "/help", "/legal", "/contact", "/status", "/api/docs", "/api/docs/bookings")


@pytest.mark.parametrize(
    ("locale", "viewport"), [("fr-FR", PHONE), ("en-GB", DESK)], ids=["phone", "desk"]
)
def test_the_pages_around_are_accessible_valid_and_fit(
    visit: Visit, tmp_path: Path, locale: str, viewport: Any
) -> None:
    page = visit("/", locale=locale, viewport=viewport)
    inspector = Inspector(page)
    for path in PAGES:
        inspector.go(path)
    check_valid(inspector.sent, tmp_path)
    assert inspector.complaints == []


def test_a_question_opens_without_javascript_and_a_link_to_it_is_enough(visit: Visit) -> None:
    page = visit("/help#cancel", script=False, viewport=PHONE)
    page.locator("#cancel summary").click()
    assert page.locator("#cancel p").first.is_visible()
