"""Connections: pooled, checked when they slept, prepared where the server allows it.

Works through PgBouncer in transaction mode, which Neon's `-pooler` hosts are: nothing here
relies on the state of a session.
"""

import asyncio
import time

from psycopg_pool import AsyncConnectionPool

from mentorat.db.at_hand import ConnectionsAtHand
from mentorat.db.connection import Connection
from mentorat.db.shared_flights import SharedFlights, SharingUnit
from mentorat.db.unit import Unit
from mentorat.db.url import libpq_url

POOL_SIZE = 10
WAITING_MAX = 2000
ACQUIRE_SECONDS = 6.0


class Database:
    """The pool of one process.

    Connections that were used a moment ago stay at hand, outside of psycopg's pool: taking one and
    giving it back are then a pop and an append. Whatever needs a thought is the pool's: opening,
    waiting in a queue, and what slept, broke or grew old.
    """

    def __init__(
        self, url: str, *, size: int = POOL_SIZE, patience: float = ACQUIRE_SECONDS
    ) -> None:
        self._keeps_statements: bool | None = None  # asked of the first connection
        self._at_hand = ConnectionsAtHand(self._return)
        self._shared_flights = SharedFlights(self)
        self._waiting = 0
        self._is_open = False
        self._returning: set[asyncio.Task[None]] = set()
        self._pool = AsyncConnectionPool[Connection](
            libpq_url(url),
            connection_class=Connection,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=size,
            max_waiting=WAITING_MAX,
            open=False,
            configure=self._configure,
            check=self._check,
            timeout=patience,
            reconnect_timeout=2.0,  # then the next request tries at once, instead of backing off
        )

    async def open(self) -> None:
        """Start the pool; the database itself may still be away."""
        await self._pool.open()
        self._is_open = True

    async def close(self) -> None:
        """Give every connection back."""
        self._is_open = False
        await self._return_all()
        await self._pool.close()

    def stats(self) -> dict[str, int]:
        """How busy the pool is, in the words of psycopg_pool."""
        found = self._pool.get_stats()
        return {**found, "pool_available": found.get("pool_available", 0) + len(self._at_hand)}

    def unit(self, *, writes: bool) -> Unit:
        """One unit of work, for an `async with`. With `writes` it is one transaction, committed at
        the end of the block and rolled back by any exception; without, each flight stands alone."""
        return Unit(self, writes=writes)

    def sharing_unit(self) -> SharingUnit:
        """One that only reads, quickly: its flight takes along those of others who ask now."""
        return SharingUnit(self, self._shared_flights)

    async def _configure(self, connection: Connection) -> None:
        kept = await connection.prepare_for_use(keeps_statements=self._keeps_statements)
        self._keeps_statements = kept
        connection.used_at = time.monotonic()

    async def _check(self, connection: Connection) -> None:
        if not self._at_hand.is_trusted(connection):
            await AsyncConnectionPool.check_connection(connection)

    async def acquire(self) -> Connection:
        """A connection, for the caller to give back."""
        connection = self._at_hand.take()
        if connection is not None:
            return connection
        await self._return_all()
        self._waiting += 1
        try:
            connection = await self._pool.getconn()
        finally:
            self._waiting -= 1
        connection.lent_at = time.monotonic()
        return connection

    def give_back(self, connection: Connection) -> None:
        """Return a connection, to whoever waits for one; a broken one is thrown away and its
        siblings are doubted."""
        if connection.closed:
            self._at_hand.doubt()
        elif connection.is_idle:
            connection.used_at = time.monotonic()
        else:  # left in the middle of something: the server undoes it when it is gone
            connection.pgconn.finish()
        if self._waiting or not self._is_open or not self._at_hand.keep(connection):
            self._return(connection)

    def _return(self, connection: Connection) -> None:
        # A task of its own: whoever is cancelled meanwhile loses no connection.
        task = asyncio.create_task(self._pool.putconn(connection))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)

    async def _return_all(self) -> None:
        """Return what is at hand, and wait until everything has arrived."""
        self._at_hand.clear()
        if self._returning:
            await asyncio.wait(set(self._returning))
