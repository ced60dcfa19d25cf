"""A search as a request asks it, and everything about time that its answer needs."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from mentorat.db.executor import Db
from mentorat.directory.cards import KeptCard, kept_cards
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.queries.mentors import find_mentors, place_of
from mentorat.directory.queries.skill_names import SkillList, skill_list
from mentorat.directory.search.parameters import Search, write_cursor
from mentorat.errors import Invalid, Problem
from mentorat.schedules.slots import Range
from mentorat.viewer import Visitor
from mentorat.web.provide import AnyRequest
from mentorat.web.reading import query_fields, tried
from mentorat.web.time_zone import ReaderZone, reader_zone


class SearchRequest(msgspec.Struct, frozen=True):
    """A search in its reader's time; `times` is empty when it says nothing about time."""

    search: Search
    zone: ReaderZone
    times: list[Range]
    now: datetime


class FoundPage(NamedTuple):
    """Some mentors, and the word with which to ask for the next ones."""

    items: list[KeptCard]
    next_cursor: str | None
    skills: SkillList | None  # as they were read with the mentors; None with nobody

    def as_json(self) -> bytes:
        """A `MentorPage`, of what is kept of each card."""
        items = [one.json for one in self.items]
        return msgspec.json.encode({"items": items, "nextCursor": self.next_cursor})


def read_search(request: AnyRequest, now: datetime) -> SearchRequest:
    """The search in this address; raises Invalid naming every unknown or unreadable parameter."""
    found, problems = read_search_or_everybody(request, now)
    if problems:
        raise Invalid(problems)
    return found


def read_search_or_everybody(
    request: AnyRequest, now: datetime
) -> tuple[SearchRequest, list[Problem]]:
    """The search in this address; everybody, with what is wrong with it, when it cannot be
    read."""
    problems: list[Problem] = []
    fields = query_fields(request, Search)
    search = tried(Search, fields, problems) or Search()
    zone = reader_zone(request, search.timezone)
    times = wanted_times(search, zone.name, now=now) if search.wants_time else []
    return SearchRequest(search, zone, times, now), problems


async def page_of_mentors(
    db: Db, asked_for: SearchRequest, *, locale: str, viewer: Visitor
) -> FoundPage:
    """The mentors whom a search finds, with the time they really offer."""
    search, times, now = asked_for.search, asked_for.times, asked_for.now
    found = await find_mentors(db, search, times, now=now, viewer=viewer)
    shown, more = found[: search.limit], found[search.limit :]
    listed: Any = times if search.wants_time else None
    items = kept_cards(shown, listed, locale=locale, now=now)
    cursor = write_cursor(place_of(shown[-1])) if more else None
    return FoundPage(items, cursor, skill_list(found[0]) if found else None)
