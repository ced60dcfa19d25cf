"""Every part of the pages in every state, to be looked at; with AUTH=dev only."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec
from litestar import Response, get

from mentorat.schedules.month import MonthQuery, month_of
from mentorat.schedules.painted_week import PaintedDay, PaintedWeek
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import SignedIn, Visitor
from mentorat.web.prose_sample import prose_sample
from mentorat.web.provide import AnyRequest
from mentorat.web.rendering import TONES, html, tone_of
from mentorat.web.time_zone import ReaderZone

SWATCHES = ("paper", "surface", "quiet", "accent", "warm", "positive", "danger", "ink")
DRAWINGS = ("calendar", "search", "inbox", "heart", "signpost")

DAY = date(2026, 12, 8)
HOURS = [datetime(2026, 12, day, hour, tzinfo=UTC) for day in (3, 8, 10) for hour in (9, 14, 17)]


class Sample(msgspec.Struct, frozen=True):
    """Somebody who exists on this page alone."""

    id: str
    display_name: str
    image_url: str | None = None


MEMBER = SignedIn("sample4", "USER", "Zoé", "Zen", None, None, HOURS[0])


class SampleChip(NamedTuple):
    """A chosen filter that leads nowhere."""

    words: str
    href: str


class SampleHour(NamedTuple):
    """The next free hour of a mentor's card."""

    starts_at: datetime


class SampleMentor(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor's card, with what changes from one state to the next."""

    id: str
    display_name: str
    image_url: str | None = None
    headline: str = "Vous débloquer en Python"
    skills: tuple[str, ...] = ()
    own_skills: tuple[str, ...] = ("Python", "lutherie")
    hourly_rate_cents: int = 4500
    currency: str = "EUR"
    next_slot: SampleHour | None = SampleHour(HOURS[0])
    is_new: bool = False
    is_saved: bool = False


def mentors() -> list[SampleMentor]:
    """A card in each state: with an hour, new and free of charge, kept, full."""
    return [
        SampleMentor(id="sample1", display_name="Aya Zidane"),
        SampleMentor(id="sample2", display_name="Bo Zola", is_new=True, hourly_rate_cents=0),
        SampleMentor(id="sample3", display_name="Cléo Zay", is_saved=True, next_slot=None),
    ]


def weeks() -> list[PaintedWeek]:
    """A usual week, and one that has dates and sessions."""
    usual = [[(540, 720), (840, 1080)], [], [(540, 720)], [], [(1080, 1260)], [], []]
    booked = [[(600, 660)], [], [], [], [(1080, 1140)], [], []]
    monday = date(2026, 12, 7).toordinal()
    dated = [
        PaintedDay(number, date.fromordinal(monday + number), usual[number], booked[number])
        for number in range(7)
    ]
    plain = [PaintedDay(number, None, usual[number], []) for number in range(7)]
    return [PaintedWeek(plain, 8, 21), PaintedWeek(dated, 8, 21)]


def people() -> list[Sample]:
    """One for each tone of an avatar."""
    by_tone = {tone_of(f"sample{number}"): f"sample{number}" for number in range(60)}
    return [Sample(by_tone[tone], f"{'ABCDEFGH'[tone]} Z") for tone in range(TONES)]


@get("/dev/design", media_type="text/html")
async def show_design(request: AnyRequest) -> Response[Any]:
    query = MonthQuery("UTC", DAY, DAY, DAY)
    context = {
        "visitor": Visitor(user=MEMBER),
        "swatches": SWATCHES,
        "drawings": DRAWINGS,
        "people": people(),
        "prose": prose_sample(),
        "calendar": month_of([seconds_after(hour) for hour in HOURS], 3600, query),
        "chips_chosen": [SampleChip("Python", "#choices"), SampleChip("Français", "#choices")],
        "mentors": mentors(),
        "weeks": weeks(),
        "zones": [ReaderZone("Europe/Paris", "member"), ReaderZone("UTC", "unknown")],
        "now": HOURS[0],
        "link": lambda **to: f"/dev/design#{'-'.join(to)}",
    }
    return html(request, "design.html", context)
