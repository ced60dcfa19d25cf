"""The platform as a back office reads it: machines with an API key, and nobody else."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from mentorat.accounts.gates import KnownMachine
from mentorat.admin.queries.platform import (
    find_platform_booking,
    find_platform_user,
    list_platform_bookings,
    list_platform_users,
)
from mentorat.admin.schemas import (
    PlatformBooking,
    PlatformBookingPage,
    PlatformBookingQuery,
    PlatformUser,
    PlatformUserPage,
    PlatformUserQuery,
)
from mentorat.errors import NotFound
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, RequestDb
from mentorat.web.reading import query_fields, validated


@get(
    "/api/platform/bookings",
    opt=describe(
        "listPlatformBookings",
        "Everybody's bookings, in the order they were made",
        query=PlatformBookingQuery,
        scope="bookings:read",
    ),
)
async def list_bookings(
    request: AnyRequest, db: RequestDb, machine: KnownMachine
) -> PlatformBookingPage:
    del machine  # asked for, so that nobody else comes in
    query = validated(PlatformBookingQuery, query_fields(request, PlatformBookingQuery))
    found = await list_platform_bookings(db, query)
    items, more = found[: query.limit], found[query.limit :]
    return PlatformBookingPage(items, str(items[-1].id) if more else None)


@get(
    "/api/platform/bookings/{booking_id:uuid}",
    opt=describe("getPlatformBooking", "One booking, whosever", scope="bookings:read"),
)
async def read_booking(
    db: RequestDb, machine: KnownMachine, booking_id: FromPath[UUID]
) -> PlatformBooking:
    del machine
    booking = await find_platform_booking(db, booking_id)
    if booking is None:
        raise NotFound
    return booking


@get(
    "/api/platform/users",
    opt=describe(
        "listPlatformUsers",
        "Everybody's account, without addresses",
        query=PlatformUserQuery,
        scope="users:read",
    ),
)
async def list_users(request: AnyRequest, db: RequestDb, machine: KnownMachine) -> PlatformUserPage:
    del machine
    query = validated(PlatformUserQuery, query_fields(request, PlatformUserQuery))
    found = await list_platform_users(db, query)
    items, more = found[: query.limit], found[query.limit :]
    return PlatformUserPage(items, items[-1].id if more else None)


@get(
    "/api/platform/users/{user_id:str}",
    opt=describe("getPlatformUser", "One account, without its address", scope="users:read"),
)
async def read_user(db: RequestDb, machine: KnownMachine, user_id: FromPath[str]) -> PlatformUser:
    del machine
    person = await find_platform_user(db, user_id)
    if person is None:
        raise NotFound
    return person
