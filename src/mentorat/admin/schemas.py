"""What operators decide, and what machines read of the whole platform."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.accounts.models import Role
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import uuid_text
from mentorat.bookings.schemas import BookingSeen
from mentorat.errors import say
from mentorat.mentors.models import CancellationPolicy
from mentorat.text.key_text import ID_LENGTH
from mentorat.wire import ONE_LINE, SEVERAL_LINES, WholeMinute, Wire, whole_number

Reason = Annotated[str, Field(min_length=3, max_length=1000), SEVERAL_LINES]


Number = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]


class JobDecision(Wire):
    """What an operator does with one job that was given up, or with all of them."""

    do: Literal["retry", "drop", "retry_all"]
    job: Number = "0"  # there is none of that number

    @property
    def job_id(self) -> int:
        """The number of the job."""
        return int(self.job)


class MailDecision(Wire):
    """What an operator does with one message that has not left, or with all that failed."""

    do: Literal["resend", "drop", "resend_all"]
    message: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] = str(
        UUID(int=0)
    )

    @property
    def message_id(self) -> UUID:
        """Which message."""
        return UUID(self.message)


class KeyDecision(Wire):
    """The API key that an operator revokes."""

    key: Annotated[str, Field(pattern=rf"^[0-9a-z]{{{ID_LENGTH}}}$"), ONE_LINE]


PersonId = Annotated[str, Field(min_length=1, max_length=100), ONE_LINE]
Limit = Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=500)]


class PlatformBookingQuery(Wire):
    """Whose bookings, and after which: in the order they were made, so that who asks again with the
    last cursor gets what is new."""

    mentor: PersonId | None = None
    mentee: PersonId | None = None
    status: Annotated[BookingStatus, Field(strict=False)] | None = None
    cursor: Annotated[str, Field(max_length=64), AfterValidator(uuid_text)] | None = None
    limit: Limit = 100


class PlatformUserQuery(Wire):
    """Which people, and after whom, by their ids."""

    role: Annotated[Role, Field(strict=False)] | None = None
    cursor: PersonId | None = None
    limit: Limit = 100


class PlatformBooking(msgspec.Struct, rename="camel", frozen=True):
    """A booking as a back office counts it: no word that the two wrote to each other."""

    id: UUID
    mentor_id: str
    mentee_id: str
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    price_cents: int
    due_cents: int | None
    currency: str
    policy: CancellationPolicy
    is_late: bool
    sequence: int
    created_at: datetime
    updated_at: datetime


class PlatformBookingPage(msgspec.Struct, rename="camel", frozen=True):
    """Some bookings, and the word with which to ask for the next ones."""

    items: list[PlatformBooking]
    next_cursor: str | None


class PlatformUser(msgspec.Struct, rename="camel", frozen=True):
    """Somebody as a back office knows them: no address, and nothing they wrote of themselves.
    `deletedAt` stays, without a name, of who left."""

    id: str
    role: Role
    first_name: str | None
    last_name: str | None
    image_url: str | None
    onboarded_at: datetime | None
    banned: bool
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime


class PlatformUserPage(msgspec.Struct, rename="camel", frozen=True):
    """Some people, and the word with which to ask for the next ones."""

    items: list[PlatformUser]
    next_cursor: str | None


EventType = Annotated[str, Field(max_length=40), ONE_LINE]


class NewWebhook(Wire):
    """Who is to be told of what happens, and of which types of events."""

    address: Annotated[str, Field(max_length=2048), ONE_LINE] = ""
    types: Annotated[list[EventType], Field(max_length=40)] = Field(default_factory=list)


class WebhookDecision(Wire):
    """What an operator does with an endpoint, with one of its messages, or with all that failed in
    the last hours."""

    do: Literal["pause", "resume", "rotate", "test", "remove", "replay", "drop", "replay_failed"]
    message: Number = "0"  # there is none of that number
    hours: Literal["1", "24", "72", "2160"] = "72"

    @property
    def message_id(self) -> int:
        """The number of the message."""
        return int(self.message)


class BookingDecision(BookingSeen):
    """What an operator does with a booking, and why; both people read the reason of an end."""

    do: Literal["cancel", "decline", "move", "settle", "keep", "end_now"]
    reason: Reason
    starts_at: WholeMinute | None = None
    absent: Literal["nobody", "mentor", "mentee", "both"] = "nobody"

    @model_validator(mode="after")
    def _is_whole(self) -> "BookingDecision":
        if self.do == "move" and self.starts_at is None:
            sentence = say("Faites un choix.")
            raise PydanticCustomError("missing", "missing", {"sentence": sentence})
        return self

    @property
    def new_hour(self) -> datetime:
        """The hour of a move."""
        if self.starts_at is None:  # the validator saw to it
            raise ValueError(self.do)
        return self.starts_at
