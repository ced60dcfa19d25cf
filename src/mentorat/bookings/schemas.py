"""Bookings on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import checked, uuid_text
from mentorat.wire import (
    ONE_LINE,
    SEVERAL_LINES,
    Moment,
    TimeZone,
    WholeMinute,
    Wire,
    whole_number,
)

TEXT_MAX = 1000
NOTE_MAX = 10_000

Sequence = Annotated[int, BeforeValidator(whole_number), Field(ge=0)]
Note = Annotated[str, Field(min_length=3, max_length=TEXT_MAX), SEVERAL_LINES]


def _id_or_nothing(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class BookingChoice(Wire):
    """A booking to make. `startsAt` is a start that the mentor offers, `note` what the session is
    to be about. `terms` is the `id` of the terms that were shown, `cancelBy` until when cancelling
    was said to be free: both must still hold. `timezone` is where the caller reads hours, if their
    account does not say. `article` is the article that led here; one that is not a published
    article of the mentor's is ignored."""

    mentor_id: Annotated[str, Field(min_length=1, max_length=100), ONE_LINE]
    starts_at: WholeMinute
    note: Note | None = None
    timezone: TimeZone | None = None
    terms: Annotated[str, Field(max_length=100)] | None = None
    cancel_by: Moment | None = None
    article: Annotated[UUID | None, BeforeValidator(_id_or_nothing)] = None


class BookingSeen(Wire):
    """The `sequence` of the booking that was seen: if it has changed since, the step is refused."""

    sequence: Sequence | None = None


class DeclineBody(BookingSeen):
    """Why a request is declined: `kind`, words, both or neither. `pause` also takes the mentor out
    of the directory."""

    kind: Literal["no_time", "not_my_field", "better_elsewhere", "other"] | None = None
    pause: bool = False
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class Cancellation(BookingSeen):
    """`quote` is the `id` of the conditions that were shown; they must still hold. `illness`
    excuses a mentor, once in 90 days."""

    quote: Annotated[str, Field(max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None
    illness: bool = False


class CancellationOfAll(Wire):
    """Why all sessions are cancelled. `quote` is the `id` of what was shown, which must still
    hold."""

    quote: Annotated[str, Field(max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class Objection(BookingSeen):
    """Why an absence is disputed."""

    objection: Annotated[str, Field(min_length=3, max_length=TEXT_MAX), SEVERAL_LINES]


class HourAnswer(BookingSeen):
    """Yes or no to a proposed time; `proposal` is its `id`."""

    proposal: Annotated[str, Field(max_length=64), AfterValidator(uuid_text)]
    accept: bool


class NoteText(Wire):
    """The whole text of a note. `version` is the one that was read, 0 for an empty note."""

    body: Annotated[str, Field(max_length=NOTE_MAX), SEVERAL_LINES]
    version: Annotated[int, BeforeValidator(whole_number), Field(ge=0)]


class NewTime(BookingSeen):
    """The start that a session should have instead."""

    starts_at: WholeMinute


class BookingQuery(Wire):
    """How many bookings, and after which."""

    cursor: Annotated[str, Field(max_length=200), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=100)] = 20


class Person(msgspec.Struct, rename="camel", frozen=True):
    """One of the two people of a booking."""

    id: str
    display_name: str
    image_url: str | None


class BookingAnswer(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A booking as one of its two people reads it. `sequence` counts its changes, `actions` are the
    steps that the caller may take now. Cents are of `currency`; `dueCents` is what is owed after a
    late cancellation or an absence."""

    id: UUID
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    mentor: Person
    mentee: Person
    note: str | None
    price_cents: int
    unit_rate_cents: int
    currency: str
    policy: str
    cancel_by: datetime | None
    expires_at: datetime | None
    meeting_place: str | None
    mentor_timezone: str
    mentee_timezone: str
    sequence: int
    reason: str | None
    is_late: bool
    due_cents: int | None
    actions: list[str]
    created_at: datetime


class BookingPage(msgspec.Struct, rename="camel", frozen=True):
    """A page of the caller's bookings; `nextCursor` asks for the next one."""

    items: list[BookingAnswer]
    next_cursor: str | None


class CancellationQuote(msgspec.Struct, rename="camel", frozen=True):
    """What cancelling would mean now; send its `id` with the cancellation."""

    id: str
    is_late: bool
    refund_cents: int
    kept_cents: int
    currency: str
    cancel_by: datetime | None


class LeftSession(msgspec.Struct, rename="camel", frozen=True):
    """A session that was not cancelled, and the code of why."""

    id: UUID
    starts_at: datetime
    code: str


class CancelledSessions(msgspec.Struct, frozen=True):
    """Which sessions were cancelled, and which were not."""

    cancelled: list[UUID]
    left: list[LeftSession]


class ProposalAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A proposed time; the session keeps its own until the other person accepts."""

    id: UUID
    proposed_by: str
    starts_at: datetime
    expires_at: datetime


class ProposalList(msgspec.Struct, frozen=True):
    """The proposed times that wait for an answer."""

    items: list[ProposalAnswer]


class AbsenceAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A reported absence, and where it stands: marked, contested, upheld or lifted."""

    user_id: str
    marked_at: datetime
    state: str
    objection: str | None


class AbsenceList(msgspec.Struct, frozen=True):
    """The reported absences of a session."""

    items: list[AbsenceAnswer]


class NoteAnswer(msgspec.Struct, rename="camel", frozen=True):
    """The text of a note; version 0 is an empty note."""

    body: str
    version: int
    written_at: datetime | None


class NotesAnswer(msgspec.Struct, frozen=True):
    """The shared notes, and the caller's private ones."""

    shared: NoteAnswer
    private: NoteAnswer
