"""The month from which another hour for a session is chosen."""

from datetime import datetime
from typing import Any

from mentorat.bookings.actions.move import free_month_of
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.db.executor import Db
from mentorat.schedules.month import MonthQuery
from mentorat.web.asked_day import asked_day, asked_instant
from mentorat.web.forms import form_state
from mentorat.web.moments import day_of
from mentorat.web.provide import AnyRequest

NO_HOURS: dict[str, Any] = {"calendar": None, "is_choosing": False, "hour": None, "link": None}


async def hours_to_choose(
    request: AnyRequest, db: Db, booking: BookingRow, *, zone: str, now: datetime
) -> dict[str, Any]:
    """What a page shows of other hours: the month, opened at the hour that was asked for or that a
    form with something to correct held, or at the session's own."""
    asked, today = request.query_params, day_of(now, zone)
    named = asked_day(request, today)
    form = form_state(request)
    hour = asked_instant(str(form.typed["startsAt"]) if form.problems else asked.get("hour"))
    starts_on = max(day_of(booking.starts_at, zone), today)
    day = day_of(hour, zone) if hour else named.day
    query = MonthQuery(zone, today, day or named.month or starts_on, day)
    return {
        "calendar": await free_month_of(db, booking, query, now=now),
        "is_choosing": hour is not None or any(name in asked for name in ("date", "month")),
        "hour": hour,
    }
