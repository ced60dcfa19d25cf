"""Planning reminders; the worker reads the booking again before it sends one."""

from datetime import datetime, timedelta
from uuid import UUID

from mentorat.bookings.jobs import (
    EXPIRE_REQUESTS,
    REMIND_REQUEST,
    REMIND_SESSION,
    RemindRequest,
    RemindSession,
)
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing, defer

REMINDERS = (timedelta(hours=24), timedelta(hours=1))


def plan_reminders(db: Db, booking_id: UUID, starts_at: datetime, *, now: datetime) -> None:
    """Have both people reminded 24 hours and one hour before a session, as far as that is still
    ahead. A session that is moved gets new ones, and the old ones say nothing."""
    for before in REMINDERS:
        at = starts_at - before
        if at > now:
            hours = int(before.total_seconds()) // 3600
            defer(db, REMIND_SESSION, RemindSession(booking_id, starts_at, hours), run_at=at)


def plan_request(db: Db, booking_id: UUID, expires_at: datetime, *, now: datetime) -> None:
    """Have a mentor reminded of a request at half of its time, and the request ended at its
    deadline."""
    half_way = now + (expires_at - now) / 2
    defer(db, REMIND_REQUEST, RemindRequest(booking_id), run_at=half_way)
    defer(db, EXPIRE_REQUESTS, Nothing(), run_at=expires_at)
