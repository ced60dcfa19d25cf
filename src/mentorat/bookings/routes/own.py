"""The booking of an address, for the one of its two people who asks; and what a mentor leaves."""

from typing import TypeAlias
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath

from mentorat.accounts.gates import Member
from mentorat.bookings.queries.bookings import BookingRow, find_booking
from mentorat.bookings.queries.leaving import find_leaving
from mentorat.mentors.actions.switch_role import FindLeaving, LeavingTerms
from mentorat.web.provide import Now, RequestDb

OwnBooking: TypeAlias = NamedDependency[BookingRow]


async def provide_leaving(db: RequestDb, now: Now, member: Member) -> FindLeaving:
    """How to read what the member would leave behind as an Élève, when it is wanted."""

    async def find() -> LeavingTerms:
        return await find_leaving(db, member.id, now=now)

    return find


async def provide_booking(db: RequestDb, member: Member, booking_id: FromPath[UUID]) -> BookingRow:
    """The member's booking that the address names; raises NotFound for anybody else's."""
    return await find_booking(db, booking_id, viewer=member)
