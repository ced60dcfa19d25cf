"""Connections: pooled, checked when they slept, prepared where the server allows it.

Works through PgBouncer in transaction mode, which Neon's `-pooler` hosts are: nothing here
relies on the state of a session.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from mentorat.db.gathering import WITH_THE_OTHERS
from mentorat.db.pending import PendingStatement
from mentorat.db.url import libpq_url
from mentorat.errors import Unavailable

Connection = AsyncConnection[tuple[Any, ...]]

POOL_SIZE = 10
WAITING_MAX = 2000
ACQUIRE_SECONDS = 6.0
STATEMENT_SECONDS = 10.0
TRUSTED_IDLE_SECONDS = 2.0  # a connection that answered this recently is not asked again

# What the server says when it, not the request, is the trouble: worth asking again later.
PASSING_TROUBLE = (
    psycopg.errors.OperationalError,  # includes 57P01..03, 08xxx, 40001, 40P01, 55P03
    psycopg.InterfaceError,
    PoolTimeout,
    TooManyRequests,
    TimeoutError,
)


class Database:
    """The pool of one process."""

    def __init__(self, url: str, *, size: int = POOL_SIZE) -> None:
        self._doubted_at = 0.0
        self._used_at: dict[int, float] = {}
        self._prepare_threshold: int | None = 0
        self._pool = AsyncConnectionPool[Connection](
            libpq_url(url),
            kwargs={"autocommit": True},
            min_size=1,
            max_size=size,
            max_waiting=WAITING_MAX,
            open=False,
            configure=self._configure,
            check=self._check,
            timeout=ACQUIRE_SECONDS,
            reconnect_timeout=2.0,  # then the next request tries at once, instead of backing off
        )

    async def open(self) -> None:
        """Start the pool; the database itself may still be away."""
        await self._pool.open()

    async def close(self) -> None:
        """Give every connection back."""
        await self._pool.close()

    def stats(self) -> dict[str, int]:
        """How busy the pool is, in the words of psycopg_pool."""
        return self._pool.get_stats()

    @asynccontextmanager
    async def unit(self, *, writes: bool) -> AsyncIterator["Unit"]:
        """One unit of work. With `writes` it is one transaction, committed at the end of the
        block and rolled back by any exception; without, each statement stands alone."""
        unit = Unit(self, writes=writes)
        try:
            yield unit
            await unit.commit()
        finally:
            await unit.release()

    async def _configure(self, connection: Connection) -> None:
        set_json_loads(msgspec.Raw, context=connection)
        if connection.info.parameter_status("TimeZone") not in {"UTC", "Etc/UTC", "GMT"}:
            await connection.execute("set timezone to 'UTC'")  # PgBouncer tracks this one
        if self._prepare_threshold is not None and not await _tracks_statements(connection):
            self._prepare_threshold = None
        connection.prepare_threshold = self._prepare_threshold
        self._used_at[id(connection)] = time.monotonic()

    async def _check(self, connection: Connection) -> None:
        used_at = self._used_at.get(id(connection), 0.0)
        slept = time.monotonic() - used_at > TRUSTED_IDLE_SECONDS
        if slept or used_at <= self._doubted_at:
            await AsyncConnectionPool.check_connection(connection)

    async def acquire(self) -> Connection:
        """A connection, for the caller to give back."""
        return await self._pool.getconn()

    async def give_back(self, connection: Connection) -> None:
        """Return a connection; a broken one is thrown away and its siblings are doubted."""
        if connection.closed:
            self._doubted_at = time.monotonic()
            self._used_at.pop(id(connection), None)
        else:
            self._used_at[id(connection)] = time.monotonic()
        await self._pool.putconn(connection)


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
        self.gathering = 0  # reads that leave together are being advanced (`db/together.py`)

    @property
    def has_written(self) -> bool:
        """Whether there is a transaction to commit."""
        return self._writes and (self._has_run or bool(self._pending))

    def send(self, sql: str, values: Mapping[str, Any]) -> PendingStatement:
        """Let a statement leave with the next awaited one."""
        sent = PendingStatement(sql, values)
        self._pending.append(sent)
        return sent

    async def execute(self, sql: str, values: Mapping[str, Any]) -> AsyncCursor[tuple[Any, ...]]:
        """Run one statement; raises Unavailable when the database does not answer in time."""
        sent = self.send(sql, values)
        await self.depart()
        if sent.cursor is None:
            raise RuntimeError("unreachable: a flush runs everything that is pending")
        return sent.cursor

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
        answer = commit.cursor.statusmessage if commit and commit.cursor else "COMMIT"
        if answer != "COMMIT":  # PostgreSQL answers ROLLBACK to a failed transaction
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
            if connection.info.transaction_status != TransactionStatus.IDLE:
                async with asyncio.timeout(STATEMENT_SECONDS):
                    await connection.rollback()
        except PASSING_TROUBLE:
            await connection.close()
        finally:
            await self._database.give_back(connection)

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
        async with asyncio.timeout(STATEMENT_SECONDS):
            if len(batch) == 1:
                batch[0].cursor = await connection.execute(batch[0].sql, batch[0].values)
                return
            async with connection.pipeline():
                for sent in batch:
                    sent.cursor = await connection.execute(sent.sql, sent.values)


async def _tracks_statements(connection: Connection) -> bool:
    """Whether a prepared statement will be found again in the next transaction.

    A pooler shows itself by answering with another process id than the one it announced. One
    that tracks statements (PgBouncer ≥ 1.21 with max_prepared_statements) renames ours.
    """
    try:
        async with connection.transaction():
            await connection.execute("select 1 as probe", prepare=True)
            found = await connection.execute(
                "select pg_backend_pid(), "
                "array(select name from pg_prepared_statements where statement like '%%as probe')",
                prepare=False,
            )
            process, names = await found.fetchone() or (0, [])
    except psycopg.Error:
        if connection.closed:
            raise  # says nothing of the server: the next connection asks again
        return False
    direct = process == connection.info.backend_pid
    return direct or (bool(names) and not any(name.startswith("_pg3_") for name in names))
