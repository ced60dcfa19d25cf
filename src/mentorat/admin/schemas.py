"""What operators decide."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.bookings.schemas import BookingSeen
from mentorat.errors import say
from mentorat.wire import ONE_LINE, SEVERAL_LINES, WholeMinute, Wire

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


class NewWebhook(Wire):
    """Who is to be told of what happens, and of which types of events."""

    address: Annotated[str, Field(max_length=2048), ONE_LINE] = ""
    types: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)] = Field(
        default_factory=list
    )


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
