"""Every part of the pages in every state, to be looked at; with AUTH=dev only."""

from typing import Any

import msgspec
from litestar import Response, get

from mentorat.web.provide import Anybody, AnyRequest
from mentorat.web.rendering import TONES, html, tone_of

SWATCHES = ("paper", "surface", "quiet", "accent", "warm", "positive", "danger", "ink")
DRAWINGS = ("calendar", "search", "inbox", "heart", "signpost")


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
    context = {"swatches": SWATCHES, "drawings": DRAWINGS, "people": people()}
    return html(request, "design.html", context)
