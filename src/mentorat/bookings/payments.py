"""How a session is paid: a port, and the one way there is for now.

Money is whole cents. What a booking costs is frozen when it is promised, what is due stands in its
row when it is over; a provider only moves what these say.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from mentorat.bookings.models import BookingStatus
from mentorat.db.executor import Db


class Payments(Protocol):
    """What bookings ask of whoever collects the money."""

    @property
    def name(self) -> str: ...

    def first_status(self, price_cents: int) -> BookingStatus:
        """Where a booking of this price stands at once: held while it is paid, or confirmed."""
        ...

    def settle(self, db: Db, booking_id: UUID, *, now: datetime) -> None:
        """A booking is over, in this transaction: collect or give back what its row says is due.

        Told twice of one booking, it moves money once.
        """
        ...


class BetweenThem:
    """`none`: nothing is collected here. The price is free, or settled between the two people."""

    name = "none"

    def first_status(self, price_cents: int) -> BookingStatus:
        """Confirmed, whatever it costs: there is nothing to wait for."""
        del price_cents
        return BookingStatus.CONFIRMED

    def settle(self, db: Db, booking_id: UUID, *, now: datetime) -> None:
        """Nothing to move: both read on the booking's page what is due."""
        del db, booking_id, now


PAYMENTS: Payments = BetweenThem()
