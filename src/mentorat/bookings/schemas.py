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
    """The hour somebody wants; `note` says what they would like to do in it, `timezone` is where
    they read hours, when their account does not say. `terms` is the id of the terms they were
    shown, `cancelBy` until when cancelling was said to be free: both must still hold. `article` is
    the article that led them here; one that is not a published one of the mentor's counts as
    nothing."""

    mentor_id: Annotated[str, Field(min_length=1, max_length=100), ONE_LINE]
    starts_at: WholeMinute
    note: Note | None = None
    timezone: TimeZone | None = None
    terms: Annotated[str, Field(max_length=100)] | None = None
    cancel_by: Moment | None = None
    article: Annotated[UUID | None, BeforeValidator(_id_or_nothing)] = None


class BookingSeen(Wire):
    """The `sequence` of the booking that somebody looks at: with it, nothing newer is changed."""

    sequence: Sequence | None = None


class DeclineBody(BookingSeen):
    """Why a mentor says no: a reason of the list, words, both or neither. With `pause` they leave
    the directory in the same breath."""

    kind: Literal["no_time", "not_my_field", "better_elsewhere", "other"] | None = None
    pause: bool = False
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class Cancellation(BookingSeen):
    """`quote` is the id of the conditions that were shown; they must still hold. `illness` excuses
    a mentor, once in 90 days."""

    quote: Annotated[str, Field(max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None
    illness: bool = False


class CancellationOfAll(Wire):
    """Why a mentor cancels all that they owe; `quote` is the id of what was shown, which must still
    hold."""

    quote: Annotated[str, Field(max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class Objection(BookingSeen):
    """Why somebody says that they were there."""

    objection: Annotated[str, Field(min_length=3, max_length=TEXT_MAX), SEVERAL_LINES]


class HourAnswer(BookingSeen):
    """Yes or no to an hour that the other side proposed."""

    proposal: Annotated[str, Field(max_length=64), AfterValidator(uuid_text)]
    accept: bool


class NoteText(Wire):
    """A text about a session; `version` is the one it was begun from, 0 for an empty page."""

    body: Annotated[str, Field(max_length=NOTE_MAX), SEVERAL_LINES]
    version: Annotated[int, BeforeValidator(whole_number), Field(ge=0)]


class NewTime(BookingSeen):
    """When the session should start instead."""

    starts_at: WholeMinute


class BookingQuery(Wire):
    """How many bookings, and after which."""

    cursor: Annotated[str, Field(max_length=200), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=100)] = 20


class Person(msgspec.Struct, rename="camel", frozen=True):
    """The other one, as far as the viewer may know them."""

    id: str
    display_name: str
    image_url: str | None


class BookingAnswer(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A booking as one of its two people reads it."""

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
    """Some bookings of the viewer's, and the word with which to ask for the next ones."""

    items: list[BookingAnswer]
    next_cursor: str | None


class CancellationQuote(msgspec.Struct, rename="camel", frozen=True):
    """What cancelling would mean now; send its `id` along with the cancellation."""

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
    """Which sessions were cancelled, and which were left."""

    cancelled: list[UUID]
    left: list[LeftSession]


class ProposalAnswer(msgspec.Struct, rename="camel", frozen=True):
    """An hour that one side would like instead; the old one stays until the other says yes."""

    id: UUID
    proposed_by: str
    starts_at: datetime
    expires_at: datetime


class ProposalList(msgspec.Struct, frozen=True):
    """The hours that wait for an answer."""

    items: list[ProposalAnswer]


class AbsenceAnswer(msgspec.Struct, rename="camel", frozen=True):
    """That somebody did not come, and where that stands: marked, contested, upheld or lifted."""

    user_id: str
    marked_at: datetime
    state: str
    objection: str | None


class AbsenceList(msgspec.Struct, frozen=True):
    """Who is said to have been absent."""

    items: list[AbsenceAnswer]


class NoteAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A text about a session; version 0 is an empty page."""

    body: str
    version: int
    written_at: datetime | None


class NotesAnswer(msgspec.Struct, frozen=True):
    """What the viewer may read: the text of both, and their own."""

    shared: NoteAnswer
    private: NoteAnswer
