"""What programs that watch the site read of every slice: counts, never a row."""

from datetime import datetime
from typing import get_args

import msgspec
from sqlalchemy import func, select

from mentorat.accounts.clerk.mirror import Outcome
from mentorat.accounts.models import WebhookDelivery
from mentorat.bookings.models import Booking, BookingStatus
from mentorat.db.executor import Db, rows
from mentorat.db.queue import Pulse, QueueRow, find_pulse, list_queues
from mentorat.db.together import together
from mentorat.notifications.queries import MailState, find_mail_state

REJECTED = "rejected"  # signed, and of no use: the mirror never judged it


class Count(msgspec.Struct, frozen=True):
    """How many there are of one kind."""

    kind: str
    count: int


class Figures(msgspec.Struct, frozen=True):
    """How the work behind the site stands."""

    pulse: Pulse
    queues: list[QueueRow]
    mail: MailState
    deliveries: dict[str, int]
    bookings: dict[str, int]


_DELIVERIES = rows(
    select(WebhookDelivery.outcome.label("kind"), func.count().label("count")).group_by(
        WebhookDelivery.outcome
    ),
    Count,
)
_BOOKINGS = rows(
    select(Booking.status.label("kind"), func.count().label("count")).group_by(Booking.status),
    Count,
)


async def find_figures(db: Db, *, now: datetime) -> Figures:
    """The counts of this moment; every kind is there, those of which there are none too."""
    pulse, queues, mail, deliveries, bookings = await together(
        db,
        find_pulse(db),
        list_queues(db),
        find_mail_state(db, now),
        db.all(_DELIVERIES),
        db.all(_BOOKINGS),
    )
    return Figures(
        pulse=pulse,
        queues=queues,
        mail=mail,
        deliveries=_by_kind(deliveries, (*get_args(Outcome), REJECTED)),
        bookings=_by_kind(bookings, [*BookingStatus]),
    )


def _by_kind(counts: list[Count], kinds: list[str] | tuple[str, ...]) -> dict[str, int]:
    return dict.fromkeys(map(str, kinds), 0) | {str(one.kind): one.count for one in counts}
