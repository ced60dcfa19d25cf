"""The directory stays quick as it grows: few statements, and indexes for what is asked most."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import psycopg
import pytest
from psycopg import sql

from mentorat.db.pending import PendingStatement
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.directory.search.matching import COMMON
from mentorat.directory.search.parameters import Search
from tests.builders import MONDAY, Rows, a_booking, a_mentor
from tests.conftest import with_database
from tests.directory.crowd import SIZE, a_large_crowd
from tests.directory.plans import Asked, a_page, an_offer, plan_of, scans, the_facets

Count = Callable[[], list[str]]
TUESDAY_AT_SIX = Search(day="2027-06-15", at="18:00")
MODES = pytest.mark.parametrize("generic", [False, True], ids=["these values", "any values"])


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Count:
    """What has been asked of the database since the last look."""
    asked: list[str] = []
    send = Unit.send

    def noted(unit: Unit, statement: str, values: Mapping[str, Any]) -> PendingStatement:
        asked.append(statement)
        return send(unit, statement, values)

    monkeypatch.setattr(Unit, "send", noted)

    def look() -> list[str]:
        seen = asked.copy()
        asked.clear()
        return seen

    return look


@pytest.mark.anyio
async def test_a_page_asks_as_much_of_the_database_for_one_mentor_as_for_thirty(
    client: httpx2.AsyncClient, database: Database, rows: Rows, statements: Count
) -> None:
    async def asked_by_each(mentor: str) -> dict[str, int]:
        paths = ["/api/mentors", "/api/mentors?free=week&q=python&skill=python", "/mentors"]
        paths += ["/api/mentors/facets", "/mentors?free=week&limit=50"]
        one = f"/mentors/{mentor}"
        counts = {}
        for path in [*paths, f"/api{one}", f"/api{one}/slots", one]:
            statements()
            assert (await client.get(path)).status_code == 200
            counts[path.replace(mentor, "…")] = len(statements())
        return counts

    first = await a_mentor(database)
    alone = await asked_by_each(first)
    for number in range(29):
        other = await a_mentor(database, expertise=["Python", "macramé", f"don {number}"])
        a_booking(rows, other, datetime(2027, 6, 7, 7, 0, tzinfo=UTC))
        a_booking(rows, first, datetime(2027, 7, 1 + number, 7, 0, tzinfo=UTC))
    assert await asked_by_each(first) == alone
    assert alone == {
        "/api/mentors": 1,
        "/api/mentors?free=week&q=python&skill=python": 1,
        "/mentors": 2,  # the page, the counts
        "/api/mentors/facets": 2,
        "/mentors?free=week&limit=50": 2,
        "/api/mentors/…": 1,
        "/api/mentors/…/slots": 1,
        "/mentors/…": 3,  # the mentor, how they came and answered, their articles
    }


@pytest.fixture(scope="module")
def crowd_url(server_url: str, template: str) -> Iterator[str]:
    """A database with two thousand mentors, for looking at plans only."""
    name = f"mentorat_crowd_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    made = sql.SQL("create database {} template {}")
    gone = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(gone)
        server.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        url = with_database(server_url, name)
        with psycopg.connect(url, autocommit=True) as connection:

            def look(statement: str, *values: object) -> list[dict[str, Any]]:
                connection.execute(statement, values)
                return []

            a_large_crowd(look, MONDAY.date().isoformat())
        yield url
        server.execute(gone)


@MODES
def test_the_list_is_read_along_its_order_and_stops_after_a_page(
    crowd_url: str, generic: bool
) -> None:
    for asked in (a_page(Search()), a_page(Search(), after=(50, 1000))):
        plan = plan_of(crowd_url, asked, generic=generic)
        assert ("Index Scan Backward", "ix_mentor_profiles_rank_number") in scans(plan), plan
        read_whole = {table for kind, table in scans(plan) if kind == "Seq Scan"}
        assert read_whole <= {"skills"}, plan  # a hundred rows: reading them is looking them up
        assert "Sort Key: mentor_profiles.rank" not in plan, plan


@MODES
@pytest.mark.parametrize(
    "words",
    [
        *("guitare", "mathematik", "prenom12 nom1212", "sujet7", "phyton", "postgre sql", "c++"),
        *("cours de guitare", "guitare plomberie", "giutare mathematik", "jardin a pieds nus"),
    ],
)
def test_words_are_looked_up_and_not_compared_with_every_profile(
    crowd_url: str, words: str, generic: bool
) -> None:
    plan = plan_of(crowd_url, a_page(Search(q=words)), generic=generic)
    assert {
        ("Bitmap Index Scan", "ix_mentor_profiles_best"),
    } <= looked_up(plan), plan
    assert ("Seq Scan", "mentor_profiles") not in scans(plan), plan
    assert profiles_read(plan) < SIZE / 2, plan


@MODES
def test_a_word_that_everybody_says_does_not_bring_everybody(crowd_url: str, generic: bool) -> None:
    for asked in (a_page(Search(q="parle guitare")), the_facets(Search(q="guitare parle zzzz"))):
        plan = plan_of(crowd_url, asked, generic=generic)
        assert ("Seq Scan", "mentor_profiles") not in scans(plan), plan
        # As many as it takes to see that the word is common, and not all who say it.
        assert profiles_read(plan) < COMMON + SIZE / 4, plan


FREE_TIMES: dict[str, Asked] = {
    "on Tuesday at six": a_page(TUESDAY_AT_SIX),
    "this week": a_page(Search(free="week")),
    "in the evenings": a_page(Search(free="evenings")),
    "at weekends": a_page(Search(free="weekend")),
    "one skill on Tuesday at six": a_page(Search(skill=["guitar"], day="2027-06-15", at="18:00")),
    "counts": the_facets(Search()),
    "counts beside words": the_facets(Search(q="guitare")),
    "counts beside Tuesday at six": the_facets(TUESDAY_AT_SIX),
}


@MODES
@pytest.mark.parametrize("name", FREE_TIMES)
def test_free_time_is_found_by_an_index_and_never_by_reading_all_of_it(
    crowd_url: str, name: str, generic: bool
) -> None:
    plan = plan_of(crowd_url, FREE_TIMES[name], generic=generic)
    used = {index for _, index in looked_up(plan)}
    assert used & {"ix_free_runs_first_minute", "pk_free_runs"}, plan
    assert ("Seq Scan", "free_runs") not in scans(plan), plan


@MODES
def test_a_skill_is_looked_up(crowd_url: str, generic: bool) -> None:
    plan = plan_of(crowd_url, a_page(Search(skill=["guitar"])), generic=generic)
    assert ("Bitmap Index Scan", "ix_mentor_profiles_skills") in looked_up(plan), plan


@MODES
def test_one_mentors_offer_reads_one_profile_and_the_taken_times_that_matter(
    crowd_url: str, generic: bool
) -> None:
    plan = plan_of(crowd_url, an_offer("user_crowd7", MONDAY, 14), generic=generic)
    assert {name for kind, name in scans(plan) if kind != "Bitmap Heap Scan"} == {
        "no_overlap_mentor",
        "no_overlap_mentee",
        "ix_external_busy_mentor_id_starts_at",
        "pk_busy_calendars",
        "pk_mentor_profiles",
        "pk_users",
    }, plan
    assert "Seq Scan" not in plan, plan


def profiles_read(plan: str) -> int:
    """How many profiles were fetched on the way, by all reads of the plan together."""
    reads = re.findall(
        r"Scan (?:using \w+ )?on mentor_profiles.*actual rows=([\d.]+) loops=(\d+)", plan
    )
    return round(sum(float(rows) * int(loops) for rows, loops in reads))


def looked_up(plan: str) -> set[tuple[str, str]]:
    """The reads of a plan that go through an index."""
    return {(kind, name) for kind, name in scans(plan) if kind.startswith(("Index", "Bitmap"))}
