"""A real server and a real Chromium, and the people who use them."""

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.demo import seed
from mentorat.settings import Settings
from mentorat.web.language import translator
from mentorat.web.server import PatientProtocol
from mentorat.worker import create_worker, drain_places
from tests.browser.kept_demo import kept, lay_down
from tests.builders import a_mentor, open_on
from tests.conftest import Built, Clock

# A trace is one line here: drawing it beautifully would hold the server up for ten seconds.
structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
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


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; gone with the last test of this folder, since its loop keeps others from
    running in the same process."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    assert found, "No Chromium here: make test says how to get one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def door() -> Iterator[socket.socket]:
    """The one address of every site of this run: what a browser keeps stays good."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener


@pytest.fixture
def site(
    built: Built, door: socket.socket, database_url: str, tmp_path: Path, clock: Clock
) -> Iterator[str]:
    """The site with the development identity, on a real socket and a clock that tests may move."""
    origin = f"http://127.0.0.1:{door.getsockname()[1]}"
    home = tmp_path
    settings = Settings(auth="dev", mentorat_home=home, public_url=origin, rate_limits="off")
    app = attach(built("dev"), settings, Database(database_url), clock=clock)
    server = uvicorn.Server(
        uvicorn.Config(app, http=PatientProtocol, log_level="warning", access_log=False)
    )
    # The server closes what it is given.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door.dup()]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield origin
    server.should_exit = True
    thread.join()


Visit = Callable[..., Page]


class Browsers:
    """Browsers of people: a new one costs over a second of a processor, a new page in one that
    somebody has left, its cookies cleared, a quarter of that."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.left: dict[str, list[BrowserContext]] = {}

    def open(self, options: dict[str, Any]) -> Page:
        """A page in a browser that nobody else is using."""
        same = self.left.setdefault(repr(options), [])
        context = same.pop() if same else self.chromium.new_context(**options)
        context.set_default_timeout(10_000)
        blank = context.pages
        page = context.new_page()
        for old in blank:  # only now: its process serves the new page too
            old.close()
        return page

    def leave(self, context: BrowserContext, options: dict[str, Any]) -> None:
        """Nothing of somebody's visit is left to the next."""
        first, *others = context.pages
        for page in others:
            page.close()
        first.goto("about:blank")
        context.clear_cookies()
        self.left[repr(options)].append(context)


@pytest.fixture(scope="package")
def browsers(chromium: Browser) -> Browsers:
    return Browsers(chromium)


@pytest.fixture
def visit(browsers: Browsers, site: str) -> Iterator[Visit]:
    """Open a browser of its own, at an address if one is given: language, colours, size, with or
    without JavaScript."""
    opened: list[tuple[BrowserContext, dict[str, Any]]] = []

    def go(path: str = "", *, locale: str = "fr-FR", script: bool = True, **more: Any) -> Page:
        options = {
            "base_url": site,
            "locale": locale,
            "java_script_enabled": script,
            "reduced_motion": "reduce",
            "viewport": DESK,
            **more,
        }
        page = browsers.open(options)
        opened.append((page.context, options))
        if path:
            page.goto(path)
        return page

    yield go
    for context, options in opened:
        browsers.leave(context, options)


Act = Callable[[Database], Awaitable[Any]]
Run = Callable[[Act], Any]


@pytest.fixture
def run(database_url: str) -> Run:
    """Do something with the product's own actions, as `run(seed)`; beside Playwright's loop."""

    async def work(act: Act) -> Any:
        database = Database(database_url)
        await database.open()
        try:
            return await act(database)
        finally:
            await database.close()

    def go(act: Act) -> Any:
        with ThreadPoolExecutor(1) as beside:
            return beside.submit(asyncio.run, work(act)).result()

    return go


@pytest.fixture(scope="package")
def seeded() -> set[str]:
    """Which databases the demo was made in; what it is made of costs more than the rest of a test."""
    return set()


@pytest.fixture
def demo(run: Run, database_url: str, seeded: set[str]) -> None:
    """The people of the demo: twelve published mentors, Amélie who waits, Ada who decides."""
    if database_url in seeded:
        lay_down(database_url)
        return
    assert run(seed)
    kept(database_url)
    seeded.add(database_url)


@pytest.fixture
def worker(run: Run, database_url: str, tmp_path: Path) -> Callable[[], None]:
    """The worker comes by and does what is waiting."""
    settings = Settings(auth="dev", mentorat_home=tmp_path, rate_limits="off")

    async def drain(database: Database) -> None:
        async with create_worker(settings, database, database_url).open_async() as app:
            await drain_places(app)

    return lambda: run(drain)


@pytest.fixture
def marc(run: Run) -> str:
    """A published mentor in Paris, who opens on Mondays from nine to noon; returns their id."""
    week = open_on(["mon"], ("09:00", "12:00"))
    return str(run(lambda database: a_mentor(database, now=datetime.now(UTC), availability=week)))


def become(page: Page, name: str, then: str) -> None:
    """Sign in as somebody who is here already, and go to a page."""
    page.goto(f"/dev/sign-in?next={then}")
    page.locator("button.person", has_text=name).click()
    page.wait_for_url(f"**{then}")


def sign_up(page: Page, *, first: str = "Élodie", email: str = "elodie@exemple.fr") -> None:
    """Become somebody new on the development sign-in page."""
    page.goto("/dev/sign-in")
    page.fill("#firstName", first)
    page.fill("#lastName", "Garnier")
    page.fill("#email", email)
    page.locator("section:has(#firstName) button.button").click()
    page.wait_for_url("**/onboarding**")


def say(locale: str, sentence: str, **values: object) -> str:
    """What the site says in French, in a browser's language."""
    return translator("en" if locale.startswith("en") else "fr").gettext(sentence, **values)
