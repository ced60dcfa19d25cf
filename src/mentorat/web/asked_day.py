"""Which day, or which month, the reader of a calendar asked for by its address."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from litestar import Request

from mentorat.schedules.month import AHEAD

YEARS = (1970, 2200)  # that a link may name
OWN = ("date", "month", "from", "slot")  # what a link to another day leaves out


class AskedDay(NamedTuple):
    """`day` when one was named, else the first of a `month`, else nothing. Days that are over are
    today, those too far away the last one. `is_unreadable`: something was said that is no day."""

    day: date | None
    month: date | None
    is_unreadable: bool


def asked_day(request: Request[Any, Any, Any], today: date) -> AskedDay:
    """What `?date=2026-11-30` says (or `?from=`, as older links do), or `?month=2026-12`."""
    asked = request.query_params
    named, month = asked.get("date") or asked.get("from"), asked.get("month")
    day, first = _read(named), _read(f"{month}-01" if month else None)
    is_unreadable = bool(named and day is None) or bool(month and first is None)
    return AskedDay(_near(day, today), _near(first, today), is_unreadable)


def asked_instant(text: str | None) -> datetime | None:
    """The moment that a link names, in UTC; None for what names none, or one out of reach."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    is_near = moment.tzinfo is not None and YEARS[0] <= moment.year <= YEARS[1]
    return moment.astimezone(UTC) if is_near else None


def day_link(request: Request[Any, Any, Any], fragment: str = "") -> Callable[..., str]:
    """How a page links to itself on another day or month, with everything else it was asked."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in OWN]
    path = quote(request.scope["path"])
    return lambda **asked: f"{path}?{urlencode([*kept, *asked.items()])}{fragment}"


def _read(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _near(day: date | None, today: date) -> date | None:
    return day and min(max(day, today), today + AHEAD)
