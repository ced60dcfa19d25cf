"""Sessions by the day on which they begin."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TypeAlias
from zoneinfo import ZoneInfo

from mentorat.bookings.queries.bookings import BookingRow

DayOfSessions: TypeAlias = tuple[date, list[BookingRow]]


def days_of(bookings: Sequence[BookingRow], zone: str) -> list[DayOfSessions]:
    """Each day once, by the clocks of `zone`, in the order given."""
    days = groupby(bookings, key=lambda one: one.starts_at.astimezone(ZoneInfo(zone)).date())
    return [(day, list(of_day)) for day, of_day in days]
