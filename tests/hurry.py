"""A server of tests is as quick as it may be: nothing in it outlives the machine."""

import psycopg
from psycopg import sql


def hurry(url: str) -> None:
    """From now on no write of this server waits for the disk; killing it loses nothing, since what
    the system holds survives."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(setting)))
        connection.execute("select pg_reload_conf()")
