"""Every part of the pages in every state, to be looked at; with AUTH=dev only."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from litestar import Response, get

from mentorat.schedules.month import MonthQuery, month_of
from mentorat.schedules.wall_time import seconds_after
from mentorat.web.prose_sample import prose_sample
from mentorat.web.provide import Anybody, AnyRequest
from mentorat.web.rendering import TONES, html, tone_of

SWATCHES = ("paper", "surface", "quiet", "accent", "warm", "positive", "danger", "ink")
DRAWINGS = ("calendar", "search", "inbox", "heart", "signpost")

DAY = date(2026, 12, 8)
HOURS = [datetime(2026, 12, day, hour, tzinfo=UTC) for day in (3, 8, 10) for hour in (9, 14, 17)]


class Sample(msgspec.Struct, frozen=True):
    """Somebody who exists on this page alone."""

    id: str
    display_name: str
    image_url: str | None = None


def people() -> list[Sample]:
    """One for each tone of an avatar."""
    by_tone = {tone_of(f"sample{number}"): f"sample{number}" for number in range(60)}
    return [Sample(by_tone[tone], f"{'ABCDEFGH'[tone]} Z") for tone in range(TONES)]


@get("/dev/design", media_type="text/html")
async def show_design(request: AnyRequest, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    query = MonthQuery("UTC", DAY, DAY, DAY)
    context = {
        "swatches": SWATCHES,
        "drawings": DRAWINGS,
        "people": people(),
        "prose": prose_sample(),
        "calendar": month_of([seconds_after(hour) for hour in HOURS], 3600, query),
        "link": lambda **to: f"/dev/design#{'-'.join(to)}",
    }
    return html(request, "design.html", context)
