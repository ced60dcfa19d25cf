"""A real server, a real Chromium; axe and html-validate look at every page."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.server import PatientProtocol

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 850}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    assert found, "No Chromium here: make test says how to get one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The site with the development identity, on a real socket."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        origin = f"http://127.0.0.1:{port}"
        settings = Settings(auth="dev", mentorat_home=tmp_path, public_url=origin)
        app = create_app(settings, Database(database_url))
        server = uvicorn.Server(
            uvicorn.Config(app, http=PatientProtocol, log_level="warning", access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield origin
        server.should_exit = True
        thread.join()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """Open a browser of its own: language, colours, size, with or without JavaScript."""
    opened: list[BrowserContext] = []

    def go(path: str = "/", *, locale: str = "fr-FR", script: bool = True, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale=locale,
            java_script_enabled=script,
            reduced_motion="reduce",
            **{"viewport": DESK, **more},
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    for context in opened:
        context.close()


def sign_up(page: Page, *, first: str = "Élodie", email: str = "elodie@exemple.fr") -> None:
    """Become somebody new on the development sign-in page."""
    page.goto("/dev/sign-in")
    page.fill("#firstName", first)
    page.fill("#lastName", "Garnier")
    page.fill("#email", email)
    page.locator("section:has(#firstName) button.button").click()
    page.wait_for_url("**/onboarding**")


def check_accessible(page: Page) -> None:
    """Axe finds nothing, in light and in dark."""
    script = AXE.read_text("utf-8")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(script)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
        )
        told = [
            f"{item['id']}: {[node['html'] for node in item['nodes']][:3]}"
            for item in found["violations"]
        ]
        assert told == [], f"{scheme} {page.url}"


def check_fits(page: Page) -> None:
    """Nothing sticks out sideways, and everything to press is large enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    small = page.evaluate(
        "[...document.querySelectorAll('button, a.button, .nav-link, .input, .check')]"
        ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43).map(e => e.outerHTML)"
    )
    assert small == [], page.url


def check_valid(html: list[str], folder: Path) -> None:
    """html-validate finds nothing in these pages."""
    rules = {
        "extends": ["html-validate:standard", "html-validate:a11y"],
        "rules": {
            "no-trailing-whitespace": "off",
            "void-style": "off",
            "long-title": "off",
            "no-inline-style": "error",
        },
    }
    (folder / ".htmlvalidate.json").write_text(json.dumps({"root": True, **rules}), "utf-8")
    files = []
    for number, text in enumerate(html):
        path = folder / f"page{number}.html"
        path.write_text(text, "utf-8")
        files.append(str(path))
    answer = subprocess.run(
        [str(VALIDATE), *files], capture_output=True, text=True, check=False, cwd=folder
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
