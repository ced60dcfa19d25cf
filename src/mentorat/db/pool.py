"""Connections: pooled, checked when they slept, prepared where the server allows it.

Works through PgBouncer in transaction mode, which Neon's `-pooler` hosts are: nothing here
relies on the state of a session.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

import psycopg
from psycopg_pool import AsyncConnectionPool

from mentorat.db.at_hand import ConnectionsAtHand
from mentorat.db.connection import Connection
from mentorat.db.gathering import WITH_THE_OTHERS
from mentorat.db.pending import PendingStatement
from mentorat.db.trouble import PASSING_TROUBLE
from mentorat.db.url import libpq_url
from mentorat.errors import Unavailable

POOL_SIZE = 10
WAITING_MAX = 2000
ACQUIRE_SECONDS = 6.0
STATEMENT_SECONDS = 10.0


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

    def unit(self, *, writes: bool) -> "Unit":
        """One unit of work, for an `async with`. With `writes` it is one transaction, committed at
        the end of the block and rolled back by any exception; without, each flight stands alone."""
        return Unit(self, writes=writes)

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


class Unit:
    """A lazily opened connection: nothing is held while a body is read or nothing is asked.

    Statements that nobody waits for travel with the next one that is awaited, or with the
    commit, in one flight: a distant server costs flights, not statements.
    """

    def __init__(self, database: Database, *, writes: bool) -> None:
        self._database = database
        self._writes = writes
        self._connection: Connection | None = None
        self._pending: list[PendingStatement] = []
        self._has_run = False
        self.when_landed: Callable[[], Awaitable[None]] | None = None  # once, after a flight
        self.gathering = 0  # reads that leave together are being advanced (`db/together.py`)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _at: object) -> None:
        try:
            if error is None:
                await self.commit()
        finally:
            await self.release()

    @property
    def has_written(self) -> bool:
        """Whether there is a transaction to commit."""
        return self._writes and (self._has_run or bool(self._pending))

    def send(self, sql: str, values: Mapping[str, Any]) -> PendingStatement:
        """Let a statement leave with the next awaited one."""
        sent = PendingStatement(sql, values)
        self._pending.append(sent)
        return sent

    async def execute(self, sql: str, values: Mapping[str, Any]) -> PendingStatement:
        """Run one statement; raises Unavailable when the database does not answer in time."""
        sent = self.send(sql, values)
        await self.depart()
        return sent

    async def settle(self) -> None:
        """Run whatever is pending; raises Unavailable as `execute` does."""
        if self._pending:
            await self.depart()

    async def depart(self) -> None:
        """Let what is pending leave: now, or with what others ask for who are gathered."""
        if self.gathering:
            await WITH_THE_OTHERS
        else:
            await self._flush()

    async def commit(self) -> None:
        """Make it durable; raises Unavailable when the outcome is not known to be a success."""
        if not self._pending and not self.has_written:
            return
        commit = self.send("commit", {}) if self._writes else None
        await self._flush()
        if commit and commit.tag != b"COMMIT":  # PostgreSQL answers ROLLBACK to a failed one
            raise RuntimeError("a failed transaction was asked to commit")

    async def undo(self) -> None:
        """Forget everything it did, and what waits to be sent; its next statement begins anew."""
        self._pending.clear()
        await self.release()
        self._has_run = False

    async def release(self) -> None:
        """Give the connection back, rolled back if it is still in a transaction."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if not (connection.is_idle or connection.closed):
                # Not psycopg's own: it has the server forget what is prepared.
                rollback = [PendingStatement("rollback", {})]
                await connection.fly(rollback, seconds=STATEMENT_SECONDS)
        except PASSING_TROUBLE:
            await connection.close()
        finally:
            self._database.give_back(connection)

    async def _flush(self) -> None:
        batch, self._pending = self._pending, []
        if self._writes and not self._has_run:
            batch.insert(0, PendingStatement("begin", {}))
        try:
            try:
                await self._run(batch)
            except psycopg.OperationalError:
                if not self._may_repeat(batch):
                    raise
                await self.release()
                await self._run(batch)
        except PASSING_TROUBLE as error:
            raise Unavailable from error
        self._has_run = True
        if self.when_landed is not None:
            look, self.when_landed = self.when_landed, None
            await look()

    def _may_repeat(self, batch: list[PendingStatement]) -> bool:
        """The server went away before this unit had done anything: once more, elsewhere.

        A commit is never repeated: its answer may be lost while its effect is not.
        """
        lost = self._connection is not None and self._connection.closed
        return bool(lost) and not self._has_run and batch[-1].sql != "commit"

    async def _run(self, batch: list[PendingStatement]) -> None:
        connection = self._connection
        if connection is None:
            connection = self._connection = await self._database.acquire()
        await connection.fly(batch, seconds=STATEMENT_SECONDS)
