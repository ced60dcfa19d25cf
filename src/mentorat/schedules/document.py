"""The schedule document: wall-clock hours in one IANA zone, validated and versioned.

Rules R1–R3 of docs/availability.md: an end at or before its start is on the next day, equal
times are refused, a dated entry replaces its whole day and an empty one closes it.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mentorat.errors import say
from mentorat.wire import TimeZone, Wire

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOWS_A_DAY_MAX = 12
OVERRIDES_MAX = 400
DAY_MINUTES = 24 * 60
WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def _wall_time(value: str) -> str:
    if not WALL_TIME.fullmatch(value) and value != "24:00":
        raise PydanticCustomError(
            "wall_time",
            "wall_time",
            {"sentence": say("Une heure s'écrit comme 09:00; la fin peut être 24:00.")},
        )
    return value


def _window(window: list[str]) -> list[str]:
    if window[0] == window[1] or window[0] == "24:00":
        raise PydanticCustomError(
            "empty_window",
            "empty_window",
            {"sentence": say("Le début et la fin d'une plage doivent différer.")},
        )
    return window


def _date(value: object) -> object:
    try:
        known = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        known = False
    if not known:
        raise PydanticCustomError(
            "date", "date", {"sentence": say("Une date s'écrit comme 2027-06-07.")}
        )
    return value


WallTime = Annotated[str, AfterValidator(_wall_time)]
Window = Annotated[list[WallTime], Field(min_length=2, max_length=2), AfterValidator(_window)]
Windows = Annotated[list[Window], Field(max_length=WINDOWS_A_DAY_MAX)]
LocalDate = Annotated[str, BeforeValidator(_date)]
Minutes = Annotated[int, Field(ge=0, le=DAY_MINUTES)]


class Buffers(Wire):
    """Minutes kept free around a session."""

    before: Minutes = 0
    after: Minutes = 0


class Week(Wire):
    """The usual hours of each day."""

    mon: Windows = Field(default_factory=list)
    tue: Windows = Field(default_factory=list)
    wed: Windows = Field(default_factory=list)
    thu: Windows = Field(default_factory=list)
    fri: Windows = Field(default_factory=list)
    sat: Windows = Field(default_factory=list)
    sun: Windows = Field(default_factory=list)


class Availability(Wire):
    """When a mentor may be booked."""

    version: Literal[1] = 1
    timezone: TimeZone
    weekly: Week = Week()
    overrides: Annotated[
        dict[LocalDate, Windows], Field(max_length=OVERRIDES_MAX, default_factory=dict)
    ]
    buffers_minutes: Buffers = Buffers()
    min_notice_minutes: Annotated[int, Field(ge=0, le=60 * DAY_MINUTES)] = 12 * 60
    slot_minutes: Annotated[int, Field(ge=5, le=8 * 60)] = 60
    step_minutes: Annotated[int, Field(ge=5, le=DAY_MINUTES)] = 30
    horizon_days: Annotated[int, Field(ge=1, le=365)] = 60
    max_sessions_per_day: Annotated[int, Field(ge=1, le=48)] | None = None
    max_sessions_per_week: Annotated[int, Field(ge=1, le=336)] | None = None

    def as_json(self) -> str:
        """The document as it is stored and sent."""
        return self.model_dump_json(by_alias=True)
