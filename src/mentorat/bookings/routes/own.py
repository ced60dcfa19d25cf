"""The booking of an address, for the one of its two people who asks."""

from typing import TypeAlias
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath

from mentorat.accounts.gates import Member
from mentorat.bookings.queries.bookings import BookingRow, find_booking
from mentorat.web.provide import RequestDb

OwnBooking: TypeAlias = NamedDependency[BookingRow]


async def provide_booking(db: RequestDb, member: Member, booking_id: FromPath[UUID]) -> BookingRow:
    """The member's booking that the address names; raises NotFound for anybody else's."""
    return await find_booking(db, booking_id, viewer=member)
