"""Pictures of the pages, as `make run` shows them: phone and desktop, light and dark.

Wants a site with the people of the demo, by default `http://127.0.0.1:8000`; writes small
JPEG files to docs/images/pages.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "pages"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ZOE, MARC, ADA = "Zoé Marchand", "Marc Lenoir", "Ada Renaud"
MENTOR = "/mentors/user_demoMarcLenoir"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1240, "height": 800}}
QUALITY = 55
# Name, who looks, where; «session» and «hour» are followed by a click on the first of them.
PAGES = (
    ("home", "", "/"),
    ("home-eleve", ZOE, "/"),
    ("home-mentor", MARC, "/"),
    ("home-operator", ADA, "/"),
    ("mentors", "", "/mentors"),
    ("mentors-empty", "", "/mentors?q=zzzz"),
    ("saved", ZOE, "/mentors?saved=yes"),
    ("mentor", "", MENTOR),
    ("book", ZOE, f"{MENTOR}#hour"),
    ("bookings", ZOE, "/bookings"),
    ("booking", ZOE, "/bookings#session"),
    ("booking-mentor", MARC, "/bookings#session"),
    ("availability", MARC, "/availability"),
    ("profile", MARC, "/profile"),
    ("profile-booking", MARC, "/profile?tab=booking"),
    ("write", MARC, "/write"),
    ("editor", MARC, "/write#own"),
    ("desk", ADA, "/admin"),
    ("desk-bookings", ADA, "/admin/bookings"),
    ("blog", "", "/blog"),
    ("article", "", "/blog#article"),
    ("help", "", "/help"),
    ("not-found", "", "/nowhere"),
    ("design", "", "/dev/design"),
)
FIRST = {
    "hour": ".hour",
    "session": ".session-row a",
    "article": ".post-list h2 a",
    "own": "main a[href^='/write/0']",
}


def main() -> int:
    origin = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or found, args=["--no-sandbox"]
        )
        for size, scheme in ((size, scheme) for size in SIZES for scheme in ("light", "dark")):
            for name, page in visits(browser, origin, size, scheme):
                path = FOLDER / f"{name}-{size}-{scheme}.jpg"
                page.screenshot(path=path, type="jpeg", quality=QUALITY, scale="css")
        browser.close()
    return 0


def visits(browser: Browser, origin: str, size: str, scheme: Any) -> Iterator[tuple[str, Page]]:
    """Every page, seen by whom it is for."""
    for who in dict.fromkeys(who for _, who, _ in PAGES):
        context = browser.new_context(
            base_url=origin,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport=SIZES[size],  # type: ignore[arg-type]
        )
        page = context.new_page()
        if who:
            page.goto("/dev/sign-in")
            page.locator("button.person", has_text=who).click()
            page.wait_for_load_state()
        for name, _, path in (one for one in PAGES if one[1] == who):
            address, _, first = path.partition("#")
            page.goto(address)
            if first and page.locator(FIRST[first]).count():
                page.locator(FIRST[first]).first.click()
                page.wait_for_load_state()
            page.wait_for_load_state("networkidle")  # the hours of this device's zone
            yield name, page
        context.close()


if __name__ == "__main__":
    sys.exit(main())
