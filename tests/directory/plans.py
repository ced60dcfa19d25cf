"""How PostgreSQL would run the directory's statements."""

import re
from datetime import datetime, timedelta
from typing import Any

import psycopg

from mentorat.bookings.queries.taken import reach
from mentorat.db.executor import Statement
from mentorat.directory.facets.counts import PRICE_BANDS, facet_statement
from mentorat.directory.facets.free import preset_values
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.queries.mentor import _OFFER
from mentorat.directory.queries.mentors import NOBODY, page_statement, seen
from mentorat.directory.search.conditions import active_filters, filter_values, word_count
from mentorat.directory.search.parameters import Search
from mentorat.schedules.wall_time import MINUTE, seconds_after
from tests.builders import MONDAY

PARIS = "Europe/Paris"
PLACE = re.compile(r"%\((\w+)\)s")
Asked = tuple[str, dict[str, Any]]  # a statement and its values


def a_page(search: Search, *, after: tuple[int, int] | None = None) -> Asked:
    """A page of the list, as `find_mentors` asks for it."""
    values: dict[str, Any] = {"count": search.limit + 1, **seen(NOBODY, MONDAY)}
    if after:
        values |= dict(zip(("rank_before", "number_before"), after, strict=True))
    filters, words = active_filters(search), word_count(search)
    statement = page_statement(filters, goes_on=after is not None, words=words)
    return _asked(statement, search, values)


def the_facets(search: Search) -> Asked:
    """The counts beside it, as `count_facets` asks for them."""
    values = {"bands": list(PRICE_BANDS), "now_minute": _minute()}
    values |= preset_values(search, PARIS, MONDAY)
    statement = facet_statement(active_filters(search), word_count(search))
    return _asked(statement, search, values)


def an_offer(mentor_id: str, since: datetime, days: int) -> Asked:
    """What one mentor's slots are computed from."""
    viewer = {"mentor_id": mentor_id, "viewer_id": "", "is_operator": False}
    values = viewer | {"now": MONDAY, **reach(since, since + timedelta(days=days))}
    return _OFFER.sql, _OFFER.arguments(values)


def _asked(statement: Statement[Any], search: Search, values: dict[str, Any]) -> Asked:
    times = wanted_times(search, PARIS, now=MONDAY) if search.wants_time else []
    for name, given in filter_values(search, times, now_minute=_minute()).items():
        if name in active_filters(search):
            values |= given
    return statement.sql, statement.arguments(values)


def _minute() -> int:
    return -(-seconds_after(MONDAY) // MINUTE)


def plan_of(database_url: str, asked: Asked, *, generic: bool = False) -> str:
    """The plan of a prepared statement, for these values or, as from the sixth time on, for any."""
    sql, values = asked
    names = list(dict.fromkeys(PLACE.findall(sql)))
    text = PLACE.sub(lambda place: f"${names.index(place[1]) + 1}", sql).replace("%%", "%")
    connection = psycopg.connect(database_url, autocommit=True, prepare_threshold=None)
    with connection, psycopg.ClientCursor(connection) as cursor:
        cursor.execute(f"set plan_cache_mode to force_{'generic' if generic else 'custom'}_plan")
        cursor.execute(f"prepare asked as {text}")
        places = ", ".join(["%s"] * len(names))
        given = [values[name] for name in names]
        cursor.execute(f"explain (analyze, timing off) execute asked ({places})", given)
        return "\n".join(row[0] for row in cursor.fetchall())


def scans(plan: str) -> set[tuple[str, str]]:
    """How each table or index of a plan is read: («Seq Scan», «users»)."""
    found = re.findall(r"-> +(\w[\w ]*Scan(?: Backward)?)(?: using (\w+))? on (\w+)", plan)
    top = re.findall(r"^(\w[\w ]*Scan(?: Backward)?)(?: using (\w+))? on (\w+)", plan)
    return {(kind, index or table) for kind, index, table in [*found, *top]}
