"""A schedule examined without a database: the document that `mentorat slots compute` reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.schedules.document import DAYS, Dates, Windows, check_size
from mentorat.schedules.plans import spans_of, spans_of_dates
from mentorat.schedules.slots import Busy, Plan, starts
from mentorat.schedules.wall_time import MINUTE, seconds_after, seconds_of, text_of
from mentorat.wire import Moment, TimeZone

MINUTES_MAX = 10 * 366 * 1440
BLOCKING = frozenset({"confirmed", "pending", "requested", "held", "imported"})
FINISHED = frozenset({"declined", "expired", "withdrawn", "lapsed", "released", "rejected"})
OVER = frozenset({"cancelled", "completed", "missed", "no_show"})


def _status(value: str) -> str:
    if value not in BLOCKING | FINISHED | OVER:
        raise PydanticCustomError("status", "this status does not exist")
    return value


Minutes = Annotated[int, Field(ge=0, le=MINUTES_MAX)]


class Strict(BaseModel):
    """Exact types, nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WeeklyHours(Strict):
    """The usual windows of each day; a day that is left out is closed."""

    mon: Windows = []
    tue: Windows = []
    wed: Windows = []
    thu: Windows = []
    fri: Windows = []
    sat: Windows = []
    sun: Windows = []


class Buffers(Strict):
    """Minutes kept free around a session."""

    before: Minutes = 0
    after: Minutes = 0


class BookedTime(Strict):
    """Something that is in the mentor's calendar already."""

    start: Moment
    end: Moment
    status: Annotated[str, AfterValidator(_status)] = "confirmed"
    expires_at: Moment | None = None

    @model_validator(mode="after")
    def _lasts(self) -> "BookedTime":
        if self.end <= self.start:
            raise PydanticCustomError("empty_booking", "a booking ends after it starts")
        return self

    def blocks_at(self, now: datetime) -> bool:
        """Whether it still takes time at `now` (R7): a hold until it expires."""
        if self.status == "held" and self.expires_at is not None and self.expires_at <= now:
            return False
        return self.status in BLOCKING


class Query(Strict):
    """The starts that are asked for: from inclusive, to exclusive."""

    since: Annotated[Moment, Field(alias="from")]
    until: Annotated[Moment, Field(alias="to")]

    @model_validator(mode="after")
    def _runs_forward(self) -> "Query":
        if self.until < self.since:
            raise PydanticCustomError("backwards", "the query ends before it starts")
        return self


class SlotQuestion(Strict):
    """A schedule, what is booked already, and the range that is asked about.

    The last group of fields are the remarks of a test case; they change nothing.
    """

    mentor_timezone: TimeZone
    weekly: WeeklyHours
    overrides: Dates = {}
    buffers_minutes: Buffers = Buffers()
    min_notice_minutes: Minutes = 0
    slot_minutes: Annotated[int, Field(ge=1, le=MINUTES_MAX)]
    step_minutes: Annotated[int, Field(ge=1, le=MINUTES_MAX)]
    horizon_days: Annotated[int, Field(ge=0, le=3660)] | None = None
    max_sessions_per_day: Annotated[int, Field(ge=1, le=1440)] | None = None
    max_sessions_per_week: Annotated[int, Field(ge=1, le=10_080)] | None = None
    existing_bookings: list[BookedTime] = []
    query: Query
    now: Moment

    name: str = ""
    rule: str = ""
    source: str = ""
    convention: Any = None
    tzdata_min: Any = None
    agrees_with_peer_test: Any = None
    wall_clock_reading_would_give: Any = None
    expected_slot_starts: Any = None

    @model_validator(mode="after")
    def _is_light(self) -> "SlotQuestion":
        check_size(self.model_dump_json(include={"weekly", "overrides"}))
        return self

    def plan(self) -> Plan:
        """The schedule, ready for arithmetic."""
        return Plan(
            zone=self.mentor_timezone,
            weekly=tuple(spans_of(getattr(self.weekly, day)) for day in DAYS),
            overrides=spans_of_dates(self.overrides),
            slot=self.slot_minutes * MINUTE,
            step=self.step_minutes * MINUTE,
            before=self.buffers_minutes.before * MINUTE,
            after=self.buffers_minutes.after * MINUTE,
            notice=self.min_notice_minutes * MINUTE,
            horizon_days=self.horizon_days,
            sessions_a_day=self.max_sessions_per_day,
            sessions_a_week=self.max_sessions_per_week,
        )

    def busy(self) -> list[Busy]:
        """What is taken, with the buffers of today around it."""
        before, after = self.buffers_minutes.before * MINUTE, self.buffers_minutes.after * MINUTE
        return [
            Busy(seconds_of(b.start), seconds_after(b.end), before, after, _kind(b.status))
            for b in self.existing_bookings
            if b.blocks_at(self.now)
        ]


def answer(document: Mapping[str, Any]) -> list[str]:
    """The starts that a document's schedule offers, in order, as RFC 3339 in UTC.

    Raises pydantic's ValidationError, naming every problem.
    """
    question = SlotQuestion.model_validate(document)
    found = starts(
        question.plan(),
        question.busy(),
        since=seconds_after(question.query.since),
        until=seconds_after(question.query.until),
        now=seconds_after(question.now),
    )
    return [text_of(moment) for moment in found]


def _kind(status: str) -> Literal["booking", "elsewhere"]:
    return "elsewhere" if status == "imported" else "booking"
