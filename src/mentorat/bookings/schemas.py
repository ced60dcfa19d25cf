"""Bookings on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field

from mentorat.availability.slot_question import Moment
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import checked
from mentorat.wire import SEVERAL_LINES, TimeZone, Wire, whole_number

TEXT_MAX = 1000

Note = Annotated[str, Field(min_length=3, max_length=TEXT_MAX), SEVERAL_LINES]


class BookingChoice(Wire):
    """The hour somebody wants; `note` says what they would like to do in it, `timezone` is where
    they read hours, when their account does not say."""

    mentor_id: Annotated[str, Field(min_length=1, max_length=100)]
    starts_at: Moment
    note: Note | None = None
    timezone: TimeZone | None = None


class Refusal(Wire):
    """Why a mentor says no."""

    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class Cancellation(Wire):
    """`quote` is the id of the conditions that were shown; they must still hold."""

    quote: Annotated[str, Field(max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=TEXT_MAX), SEVERAL_LINES] | None = None


class NewTime(Wire):
    """When the session should start instead."""

    starts_at: Moment


class BookingQuery(Wire):
    """How many bookings that are over, and after which."""

    cursor: Annotated[str, Field(max_length=200), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=100)] = 20


class Person(msgspec.Struct, rename="camel", frozen=True):
    """The other one, as far as the viewer may know them."""

    id: str
    display_name: str
    image_url: str | None


class BookingAnswer(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A booking as one of its two people, or an operator, reads it."""

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
