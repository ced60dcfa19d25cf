"""What operators decide."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.bookings.schemas import BookingSeen
from mentorat.errors import say
from mentorat.wire import SEVERAL_LINES, WholeMinute

Reason = Annotated[str, Field(min_length=3, max_length=1000), SEVERAL_LINES]


class BookingDecision(BookingSeen):
    """What an operator does with a booking, and why; both people read the reason of an end."""

    do: Literal["cancel", "decline", "move", "settle", "keep"]
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
