"""Writing down a step of a booking: one event, from which everybody else hears of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from mentorat.bookings.models import TAKES_TIME, BookingStatus
from mentorat.bookings.payments import PAYMENTS
from mentorat.bookings.transitions import HAPPENED, StepName
from mentorat.db.executor import Db
from mentorat.events.record import Authority, Event, audit, record


class BookingStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what, by whom, and where the booking stands after it. An operator says why."""

    booking_id: UUID
    mentor_id: str
    kind: StepName
    actor: str
    status: BookingStatus
    sequence: int
    details: dict[str, Any] = {}
    before: BookingStatus | None = None
    operator: Authority | None = None


def record_step(db: Db, step: BookingStep, *, now: datetime) -> None:
    """Keep a step for the history, and for the audit if an operator took it. With a step that ends
    a booking, what is due is settled."""
    about = {"step": step.kind, "status": step.status, "mentorId": step.mentor_id}
    event = Event(
        kind=f"booking.{HAPPENED[step.kind]}",
        subject=str(step.booking_id),
        actor=step.actor,
        sequence=step.sequence,
        data={**step.details, **about},
    )
    if step.operator:
        change = msgspec.structs.replace(
            event, before={"status": step.before}, after={"status": step.status, **step.details}
        )
        audit(db, change, by=step.operator, now=now)
    else:
        record(db, event, now=now)
    if step.status not in TAKES_TIME:
        PAYMENTS.settle(db, step.booking_id, now=now)
