"""What the worker does for calendars elsewhere."""

from datetime import timedelta

import msgspec

from mentorat.db.jobs import Job, Nothing


class RefreshCalendar(msgspec.Struct, frozen=True):
    """Whose calendar is read."""

    user_id: str


class ForgetCalendar(msgspec.Struct, frozen=True):
    """Whose account is gone."""

    user_id: str


REFRESH_CALENDAR = Job(
    "refresh_calendar", RefreshCalendar, queue="calendars", coalesced=timedelta(milliseconds=500)
)
FORGET_CALENDAR = Job("forget_calendar", ForgetCalendar)
QUEUE_CALENDARS = Job("queue_calendars", Nothing, queue="housekeeping", cron="*/5 * * * *")
