"""A directory of invented mentors, filled as the site itself would have filled it."""

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from bench import mentors, people
from bench.mentors import Mentor, SkillNames
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.actions.refresh_mentor import refresh_mentor
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import starts
from mentorat.schedules.wall_time import DAY, seconds_after

BOOKED_DAYS = 30
REFRESHED_AT_ONCE = 1  # two would wait for each other's short links
MENTORS_PER_TRANSACTION = 100
BOOKING_COLUMNS = (
    "id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until, status"
)


def fill_directory(url: str, *, count: int, now: datetime) -> None:
    """Write `count` published mentors, ten times as many people in all, and what is booked; then
    let the site's own action refresh every mentor's words, free time and rank."""
    with psycopg.connect(url) as connection:
        invented = list(mentors.invented(count, _skills(connection), now=now))
        seekers = range(count, count * mentors.USERS_PER_MENTOR)
        users = itertools.chain((m.user for m in invented), map(mentors.seeker, seekers))
        _copy(connection, f"users ({mentors.USER_COLUMNS})", users)
        _copy(
            connection,
            f"mentor_profiles ({mentors.PROFILE_COLUMNS})",
            (m.profile for m in invented),
        )
        _copy(connection, f"bookings ({BOOKING_COLUMNS})", _bookings(invented, now=now))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("analyze")
        asyncio.run(_refresh(url, [m.id for m in invented], now=now))
        connection.execute("vacuum analyze")


def _skills(connection: psycopg.Connection[Any]) -> list[SkillNames]:
    # Mathematics, physics, French, Python and English first: they are asked for most.
    asked_for = ["mathematics", "physics", "french", "english", "python"]
    found = connection.execute(
        "select label_fr, synonyms from skills order by array_position(%s, slug), slug",
        [asked_for],
    )
    return [SkillNames(label, tuple(synonyms)) for label, synonyms in found]


def _copy(
    connection: psycopg.Connection[Any], target: str, rows: Iterable[Sequence[object]]
) -> None:
    with connection.cursor().copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _bookings(invented: Sequence[Mentor], *, now: datetime) -> Iterable[tuple[object, ...]]:
    since = seconds_after(now)
    numbers = itertools.count(1)
    for mentor in invented:
        plan = stored_plan(msgspec.json.encode(mentor.week))
        offered = starts(plan, [], since=since, until=since + BOOKED_DAYS * DAY, now=since)
        apart = offered[:: max(1, len(offered) // max(1, mentor.bookings))]
        for start in apart[: mentor.bookings]:
            number = next(numbers)
            begins = datetime.fromtimestamp(start, UTC)
            ends = begins + timedelta(seconds=plan.slot)
            blocked = ends if not plan.after else ends + timedelta(seconds=plan.after)
            mentee = people.person_id(len(invented) + number)  # nobody meets two mentors
            yield (
                *(UUID(int=number), mentor.id, mentee),
                *(begins, ends, begins, blocked, "confirmed"),
            )


async def _refresh(url: str, ids: Sequence[str], *, now: datetime) -> None:
    database = Database(url, size=REFRESHED_AT_ONCE)
    await database.open()
    pages = [
        ids[at : at + MENTORS_PER_TRANSACTION] for at in range(0, len(ids), MENTORS_PER_TRANSACTION)
    ]
    left = iter(pages)

    async def work() -> None:
        for page in left:
            async with database.unit(writes=True) as unit:
                for mentor_id in page:
                    await refresh_mentor(Db(unit), mentor_id, now=now)

    try:
        await asyncio.gather(*(work() for _ in range(REFRESHED_AT_ONCE)))
    finally:
        await database.close()
