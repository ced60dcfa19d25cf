"""Reading one step of a booking's history, with what came after it."""

from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.orm import aliased

from mentorat.bookings.models import BookingEvent
from mentorat.db.executor import Db, rows


class StepRow(msgspec.Struct, frozen=True):
    """A step, and the kinds of the later ones, in order."""

    kind: str
    actor: str
    details: msgspec.Raw
    later: list[str]


_later = aliased(BookingEvent, name="later")
_STEP = rows(
    select(
        BookingEvent.kind,
        BookingEvent.actor,
        BookingEvent.details,
        func.array(
            select(_later.kind)
            .where(
                _later.booking_id == BookingEvent.booking_id,
                _later.sequence > BookingEvent.sequence,
            )
            .order_by(_later.sequence)
            .scalar_subquery()
        ).label("later"),
    ).where(
        BookingEvent.booking_id == bindparam("booking_id"),
        BookingEvent.sequence == bindparam("sequence", type_=BigInteger),
    ),
    StepRow,
)


async def find_step_told(db: Db, booking_id: UUID, sequence: int) -> StepRow | None:
    """The step that a letter tells of."""
    return await db.find(_STEP, booking_id=booking_id, sequence=sequence)
