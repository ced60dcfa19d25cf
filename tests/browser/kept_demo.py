"""The people of the demo, made once for each worker of a run and laid down again for each test."""

from functools import cache

import psycopg
from psycopg import sql

# The tables of ours that hold something, with the columns that are stored.
FILLED = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = ''
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
group by c.relname
"""


@cache
def kept(url: str) -> dict[str, tuple[sql.Composed, bytes]]:
    """What the database holds now, by table; asked once, while the demo and nothing else is in it."""
    found = {}
    with psycopg.connect(url) as connection:
        for table, columns in connection.execute(FILLED).fetchall():
            named = sql.SQL(", ").join(map(sql.Identifier, columns))
            place = sql.SQL("{} ({})").format(sql.Identifier(table), named)
            with connection.cursor().copy(sql.SQL("copy {} to stdout").format(place)) as copy:
                found[table] = (place, b"".join(bytes(part) for part in copy))
    return {table: (place, rows) for table, (place, rows) in found.items() if rows}


def lay_down(url: str) -> None:
    """Put it back into a database that was emptied."""
    with psycopg.connect(url, prepare_threshold=None) as connection:
        connection.execute("set local session_replication_role = 'replica'")
        for table, (place, rows) in kept(url).items():
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
            with connection.cursor().copy(sql.SQL("copy {} from stdin").format(place)) as copy:
                copy.write(rows)
