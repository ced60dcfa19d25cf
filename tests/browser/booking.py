"""The people around a booking, their hands, and the eyes that look at its pages."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from mentorat.bookings.actions.book import book as make_booking
from mentorat.bookings.schemas import BookingChoice
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from tests.browser.conftest import Run, Visit, say
from tests.browser.inspecting import Inspector, check_fits, check_valid
from tests.builders import EVERY_DAY, Rows, a_mentor, a_person, open_on, whoever
from tests.people import StillClock

# Ten o'clock in Paris, in the days after the clock's Monday.
TUESDAY = "2027-06-08T08:00:00Z"
WEDNESDAY = "2027-06-09T08:00:00Z"
THURSDAY = "2027-06-10T08:00:00Z"
FRIDAY = "2027-06-11T08:00:00Z"
SATURDAY = "2027-06-12T08:00:00Z"
SUNDAY = "2027-06-13T08:00:00Z"
AIM = "Relire mon premier projet"
MARC, ZOE, LINA, ADA = "Marc Lenoir", "Zoé Marchand", "Lina Petit", "Ada Renaud"
NARROWEST = 320
SEES_FOCUS = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const seen = [focused, focused.closest("label") ?? focused].map(e => getComputedStyle(e));
    return box.bottom > 0 && box.top < innerHeight
        && seen.some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
}"""
NAME_OF_FOCUS = """() => {
    const focused = document.activeElement;
    return (focused.labels?.[0] ?? focused).innerText.trim();
}"""


@dataclass(frozen=True)
class Cast:
    """Marc who helps, Zoé and Lina who want to be helped, Ada who decides; all live in Paris."""

    run: Run
    clock: StillClock
    visit: Visit
    marc: str
    zoe: str
    lina: str
    room: str

    def enter(self, name: str, path: str = "/bookings", **browser: object) -> Page:
        """Somebody signs in with a browser of their own, and goes to a page."""
        page = self.visit(f"/dev/sign-in?next={path}", timezone_id="Europe/Paris", **browser)
        page.locator("button.person", has_text=name).click()
        page.wait_for_url(lambda url: url.endswith(path) and "/dev/sign-in" not in url)
        return page

    def promised(self, at: str = THURSDAY, to: str = "") -> str:
        """Marc has given, or is asked for, an hour, Zoé's unless told; its path."""
        fields = {"mentorId": self.marc, "startsAt": at, "note": AIM}
        choice, viewer = BookingChoice.model_validate(fields), whoever(to or self.zoe, "USER")

        async def act(database: Database) -> str:
            async with database.unit(writes=True) as unit:
                return str(await make_booking(Db(unit), choice, viewer=viewer, now=self.clock()))

        return f"/bookings/{self.run(act)}"


def gather(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    """Everybody, as the clock finds them."""

    async def act(database: Database) -> list[str]:
        week = open_on(EVERY_DAY, ("09:00", "17:00"))
        people = [
            await a_mentor(database, first_name="Marc", last_name="Lenoir", availability=week)
        ]
        for name in (ZOE, LINA, ADA):
            first, last = name.split()
            people.append(await a_person(database, first_name=first, last_name=last))
        return people

    marc, zoe, lina, ada = run(act)
    room = f"{site}/mentors?q=salle"
    rows("update users set onboarded_at = now(), timezone = 'Europe/Paris'")
    rows("update users set role = 'ADMIN' where id = %s", ada)
    rows("update mentor_profiles set meeting_place = %s", room)
    return Cast(run, clock, visit, marc, zoe, lina, room)


class Eyes(Inspector):
    """An inspector who also looks through narrow windows."""

    def look(self) -> None:
        super().look()
        size = self.page.viewport_size
        assert size
        for width in (NARROWEST, 360):
            self.page.set_viewport_size({"width": width, "height": 740})
            check_fits(self.page)
        self.page.set_viewport_size(size)

    def approve(self, folder: Path) -> None:
        """What was sent is valid, and nothing went elsewhere."""
        check_valid(self.sent, folder)
        assert self.complaints == []


def told(page: Page, locale: str, sentence: str) -> None:
    """The page says that something was done."""
    expect(page.locator("main .notice[role=status]")).to_have_text(say(locale, sentence))


def hour_of(at: str, locale: str) -> str:
    """The beginning of how a page names ten o'clock of a day."""
    day = datetime.fromisoformat(at)
    french = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    if locale.startswith("fr"):
        return f"{french[day.weekday()]} {day.day} juin"
    return f"{day:%A} {day.day} June"


def tab(page: Page) -> str:
    """Press Tab, see where the focus went; its name."""
    page.keyboard.press("Tab")
    name = str(page.evaluate(NAME_OF_FOCUS))
    assert page.evaluate(SEES_FOCUS), f"the focus cannot be seen on {name}"
    return name


def tab_until(page: Page, goal: Locator) -> list[str]:
    """Press Tab until the focus is there; the names of the stops on the way, it included."""
    stops: list[str] = []
    while not goal.evaluate("element => element === document.activeElement"):
        stops.append(tab(page))
        assert len(stops) < 60, f"{goal} is out of reach"
    return stops
