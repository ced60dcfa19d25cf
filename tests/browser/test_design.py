"""The parts of the pages look as they were drawn, whatever the screen and the reader's wishes."""

import os

import pytest

from tests.browser.conftest import Visit
from tests.browser.inspecting import Inspector, check_fits
from tests.browser.pictures import FOLDER, SHARE_MAX, difference, small_picture

DESIGN = "/dev/design"
LOOKS = [
    ("fr-FR", 390, "light"),
    ("en-GB", 390, "dark"),
    ("en-GB", 1200, "light"),
    ("fr-FR", 1200, "dark"),
]


@pytest.mark.parametrize(("locale", "width", "scheme"), LOOKS)
def test_every_part_looks_as_it_was_drawn(
    visit: Visit, locale: str, width: int, scheme: str
) -> None:
    """REFERENCE=1 draws anew what is compared: look at the pictures before you commit them."""
    page = visit(
        DESIGN, locale=locale, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page.evaluate("document.fonts.ready")
    kept = FOLDER / f"{locale[:2]}-{width}-{scheme}.png"
    picture = small_picture(page)
    if os.environ.get("REFERENCE"):
        kept.write_bytes(picture)
    assert difference(page, kept.read_bytes(), picture) < SHARE_MAX
    page.evaluate(
        "document.styleSheets[0].insertRule('.card { border-radius: 0; background: #b00 }')"
    )
    assert difference(page, kept.read_bytes(), small_picture(page)) > SHARE_MAX


def test_every_part_fits_and_is_accessible_on_any_screen(visit: Visit) -> None:
    page = visit(DESIGN, viewport={"width": 320, "height": 640})
    inspector = Inspector(page)
    inspector.go(DESIGN)
    assert inspector.complaints == []
    for width in (320, 640, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        check_fits(page)


def test_nothing_moves_for_who_wants_no_motion(visit: Visit) -> None:
    page = visit(DESIGN, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).animationDuration) > 0"
        " || parseFloat(getComputedStyle(e).transitionDuration) > 0).map(e => e.className)"
    )
    assert moving == []


def test_what_is_chosen_is_seen_in_forced_colours(visit: Visit) -> None:
    """Backgrounds are gone then: a button, a notice and the present place still have an edge."""
    page = visit(DESIGN, forced_colors="active")
    for selector in (".button", ".notice", ".place[aria-current], .swatch", ".confirm > summary"):
        edge = page.locator(selector).first.evaluate(
            "e => ['Top', 'Left', 'Bottom'].some(s => parseFloat(getComputedStyle(e)['border' + s + 'Width']) > 0)"
        )
        assert edge, selector
