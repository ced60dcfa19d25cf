"""The schedule document: wall-clock hours in one IANA zone, validated and versioned.

Rules R1–R3 of docs/availability.md: an end at or before its start is on the next day, equal
times are refused, a dated entry replaces its whole day and an empty one closes it. What comes in is
bounded; what was stored before it was stays readable (`STORED`).
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from mentorat.errors import say
from mentorat.wire import TimeZone, Wire

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOWS_A_DAY_MAX = 30
OVERRIDES_MAX = 400
DOCUMENT_BYTES_MAX = 64 * 1024
STORED = {"is_stored": True}  # the context in which a stored document is read
DAY_MINUTES = 24 * 60
WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def _wall_time(value: str) -> str:
    if not WALL_TIME.fullmatch(value) and value != "24:00":
        raise PydanticCustomError(
            "wall_time",
            "wall_time",
            {"sentence": say("Indiquez une heure au format 09:00, ou 24:00 pour une fin.")},
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


def _few(windows: list[Any], info: ValidationInfo) -> list[Any]:
    if len(windows) > WINDOWS_A_DAY_MAX and info.context != STORED:
        raise PydanticCustomError(
            "too_many_windows",
            "too_many_windows",
            {"sentence": say("%(most)s plages par jour au plus."), "most": WINDOWS_A_DAY_MAX},
        )
    return windows


def _few_dates(dates: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    if len(dates) > OVERRIDES_MAX and info.context != STORED:
        raise PydanticCustomError(
            "too_many_dates",
            "too_many_dates",
            {"sentence": say("%(most)s exceptions au plus."), "most": OVERRIDES_MAX},
        )
    return dates


def check_size(document: str) -> None:
    """Raises a pydantic error for a document of more than 64 KB."""
    if len(document.encode()) > DOCUMENT_BYTES_MAX:
        raise PydanticCustomError(
            "document_too_large",
            "document_too_large",
            {
                "sentence": say("Disponibilités trop volumineuses : %(most)s Ko au plus."),
                "most": 64,
            },
        )


def _date(value: object) -> object:
    try:
        known = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        known = False
    if not known:
        raise PydanticCustomError(
            "date", "date", {"sentence": say("Indiquez une date au format 2027-06-07.")}
        )
    return value


WallTime = Annotated[str, AfterValidator(_wall_time)]
Window = Annotated[list[WallTime], Field(min_length=2, max_length=2), AfterValidator(_window)]
Windows = Annotated[
    list[Window],
    AfterValidator(_few),
    Field(json_schema_extra={"maxItems": WINDOWS_A_DAY_MAX}),
]
LocalDate = Annotated[str, BeforeValidator(_date)]
Dates = Annotated[
    dict[LocalDate, Windows],
    AfterValidator(_few_dates),
    Field(json_schema_extra={"maxProperties": OVERRIDES_MAX}),
]
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
    overrides: Dates = Field(default_factory=dict)
    buffers_minutes: Buffers = Buffers()
    min_notice_minutes: Annotated[int, Field(ge=0, le=60 * DAY_MINUTES)] = 12 * 60
    slot_minutes: Annotated[int, Field(ge=5, le=8 * 60)] = 60
    step_minutes: Annotated[int, Field(ge=5, le=DAY_MINUTES)] = 30
    horizon_days: Annotated[int, Field(ge=1, le=365)] = 60
    max_sessions_per_day: Annotated[int, Field(ge=1, le=48)] | None = None
    max_sessions_per_week: Annotated[int, Field(ge=1, le=336)] | None = None

    @model_validator(mode="after")
    def _is_light(self, info: ValidationInfo) -> "Availability":
        if info.context != STORED:
            check_size(self.as_json())
        return self

    def as_json(self) -> str:
        """The document as it is stored and sent."""
        return self.model_dump_json(by_alias=True)
