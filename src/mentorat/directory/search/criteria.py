"""A search as it is kept to be asked again: one text for one meaning."""

from datetime import date, datetime
from urllib.parse import urlencode

import pydantic

from mentorat.directory.search.parameters import PAGE, Search, address
from mentorat.schedules.wall_time import local_date, seconds_after


def kept_search(search: Search, zone: str, *, now: datetime) -> Search:
    """What a search asks for, whoever reads the answer and from whichever page on. Its hours are of
    `zone`, and «today» is the day on which it was asked."""
    changes: dict[str, object] = {
        "skill": sorted(set(search.skill)),
        "language": sorted(set(search.language)),
        **dict.fromkeys(("lang", "cursor")),
        "limit": PAGE,
        "timezone": zone if search.wants_time else None,
    }
    if search.free == "today" and search.day is None:
        changes |= {"free": None, "day": _today(zone, now)}
    return search.model_copy(update=changes)


def criteria_text(search: Search) -> str:
    """A kept search as text."""
    return search.model_dump_json(exclude_defaults=True)


def _today(zone: str, now: datetime) -> str:
    return date.fromordinal(local_date(zone, seconds_after(now))).isoformat()


def read_criteria(text: str) -> Search | None:
    """The search in kept criteria; None when it is none any more."""
    try:
        return Search.model_validate_json(text)
    except pydantic.ValidationError:
        return None


def search_path(search: Search) -> str:
    """The page of a search."""
    pairs = address(search)
    return f"/mentors?{urlencode(pairs)}" if pairs else "/mentors"
