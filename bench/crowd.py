"""A directory of many mentors, made from one of few by copying its rows: quick, and as varied."""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from bench.filling import BOOKING_COLUMNS

_OF_MENTORS = """
where id in (select user_id from mentor_profiles union all select mentee_id from bookings)
"""
_COLUMNS = """
select column_name from information_schema.columns
where table_schema = 'public' and table_name = %s and is_generated = 'NEVER'
order by ordinal_position
"""
# What is another's in a copy; `copy` is its number, `%(mark)s` names this run of copying.
_ANOTHER: Mapping[str, Mapping[str, str]] = {
    "users": {"id": "id || %(mark)s || copy", "email": "copy || %(mark)s || email"},
    "mentor_profiles": {
        "user_id": "user_id || %(mark)s || copy",
        "number": "number + copy * %(most)s",
    },
    "bookings": {
        "id": "gen_random_uuid()",
        "mentor_id": "mentor_id || %(mark)s || copy",
        "mentee_id": "mentee_id || %(mark)s || copy",
    },
    "free_runs": {"mentor_number": "mentor_number + copy * %(most)s"},
}


def multiply(url: str, times: int) -> None:
    """Let the directory have so many times the mentors it has, each with the words, the hours and
    the bookings of one who was there."""
    with psycopg.connect(url) as connection:
        found = connection.execute("select max(number), count(*) from mentor_profiles").fetchone()
        most, count = found or (0, 0)
        values = {"mark": f"-{count}-", "most": most, "copies": times - 1}
        for table, another in _ANOTHER.items():
            _copy(connection, table, another, values)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _copy(
    connection: psycopg.Connection[Any],
    table: str,
    another: Mapping[str, str],
    values: Mapping[str, object],
) -> None:
    known = [name for (name,) in connection.execute(_COLUMNS, [table])]
    columns = [name for name in known if table != "bookings" or name in BOOKING_COLUMNS.split(", ")]
    target = sql.SQL(", ").join(map(sql.Identifier, columns))
    source = ", ".join(another.get(name, f'"{name}"') for name in columns)
    statement = sql.SQL(
        "insert into {table} ({target}) overriding system value"
        " select {source} from {table}, generate_series(1, %(copies)s) copy {limits}"
    ).format(
        table=sql.Identifier(table),
        target=target,
        source=sql.SQL(source),
        limits=sql.SQL(_OF_MENTORS if table == "users" else ""),
    )
    connection.execute(statement, values)
