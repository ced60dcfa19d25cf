"""Writing down a step of a booking, and telling whoever acts on it, in the step's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, cast
from sqlalchemy.dialects.postgresql import JSONB, insert

from mentorat.bookings.models import BOOKING_STATUS, TAKES_TIME, BookingEvent, BookingStatus
from mentorat.bookings.payments import PAYMENTS
from mentorat.db.executor import Db, command, encoded
from mentorat.db.ids import new_id
from mentorat.db.jobs import defer
from mentorat.mentors.actions.search_again import search_again

_NOTE = command(
    insert(BookingEvent).values(
        id=bindparam("id"),
        booking_id=bindparam("booking_id"),
        happened_at=bindparam("now"),
        actor=bindparam("actor"),
        kind=bindparam("kind"),
        status=bindparam("status", type_=BOOKING_STATUS),
        sequence=bindparam("sequence"),
        details=cast(bindparam("details", type_=Text), JSONB),
    )
)


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what, by whom, and where the booking stands after it."""

    booking_id: UUID
    mentor_id: str
    kind: str
    actor: str
    status: BookingStatus
    sequence: int
    details: dict[str, Any] = {}


def note_event(db: Db, step: Happened, *, now: datetime) -> None:
    """Keep a step for the history; have both people told and the mentor's free time recomputed.
    With a step that ends a booking, what is due is settled."""
    db.later(
        _NOTE,
        id=new_id(now),
        booking_id=step.booking_id,
        actor=step.actor,
        kind=step.kind,
        status=step.status,
        sequence=step.sequence,
        details=encoded(step.details),
        now=now,
    )
    if step.status not in TAKES_TIME:
        PAYMENTS.settle(db, step.booking_id, now=now)
    told = {"booking_id": str(step.booking_id), "sequence": step.sequence}
    defer(db, "tell_booking", told, lock=f"booking:{step.booking_id}")
    search_again(db, step.mentor_id)
