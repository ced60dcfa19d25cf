"""Axe and html-validate look at pages; a ruler checks that they fit."""

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
VALIDATE = Path(__file__).parent / "validate.cjs"


def check_accessible(page: Page) -> None:
    """Axe finds nothing, in light and in dark, where nothing but colours is another."""
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = _complaints(page, STANDARDS if scheme == "light" else COLOURS)
        assert found == [], f"{scheme} {page.url} {found}"


def _complaints(page: Page, rules: object) -> list[str]:
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{item['id']}: {[node['html'] for node in item['nodes']][:3]}"
        for item in found["violations"]
    ]


def check_fits(page: Page) -> None:
    """Nothing sticks out sideways, and everything to press is large enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    small = page.evaluate(
        "[...document.querySelectorAll('button:not(.visually-hidden), a.button, .place, .tab, .menu-item, .input, .check')]"
        ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43).map(e => e.outerHTML)"
    )
    assert small == [], f"{page.url} {small}"


def check_valid(html: list[str], folder: Path) -> None:
    """html-validate finds nothing in these pages; they are kept to be read when it does."""
    for number, text in enumerate(html):
        (folder / f"page{number}.html").write_text(text, "utf-8")
    validator = _validator()
    assert validator.stdin
    assert validator.stdout
    print(json.dumps(html), file=validator.stdin, flush=True)
    assert json.loads(validator.stdout.readline()) == [], folder


@cache
def _validator() -> subprocess.Popen[str]:
    """The one validator of this run."""
    started = subprocess.Popen(
        ["node", str(VALIDATE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(started.communicate)
    return started


class Inspector:
    """Looks at each page a visit comes to, and keeps what the site sent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[str] = []
        self.complaints: list[str] = []
        self.answer: Response | None = None
        page.on("console", lambda line: self.hear(line.text))
        page.on("request", lambda sent: self.watch(sent.url))
        page.on("response", self.keep)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hear(self, text: str) -> None:
        if "Content Security" in text:
            self.complaints.append(text)

    def watch(self, url: str) -> None:
        if "127.0.0.1" not in url:
            self.complaints.append(url)

    def keep(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.answer = answer

    def look(self) -> None:
        check_accessible(self.page)
        check_fits(self.page)
        if self.answer:
            self.sent.append(self.answer.text())

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()
