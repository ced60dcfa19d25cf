"""One unit of work: the statements of a request, on one connection, in as few flights as they can.

Works through PgBouncer in transaction mode: what is sent together needs nothing of a session.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol, Self

import psycopg

from mentorat.db.connection import Connection
from mentorat.db.gathering import WITH_THE_OTHERS
from mentorat.db.pending import PendingStatement
from mentorat.db.trouble import PASSING_TROUBLE
from mentorat.errors import Unavailable

STATEMENT_SECONDS = 10.0


class Connections(Protocol):
    """Where a unit has its connection from (`db/pool.py`)."""

    async def acquire(self) -> Connection:
        """A connection, for the caller to give back."""

    def give_back(self, connection: Connection) -> None:
        """Take it back, whatever has become of it."""


class Unit:
    """A lazily opened connection: nothing is held while a body is read or nothing is asked.

    Statements that nobody waits for travel with the next one that is awaited, or with the
    commit, in one flight: a distant server costs flights, not statements.
    """

    def __init__(self, database: Connections, *, writes: bool) -> None:
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
        if self._connection is None and not self._pending:
            return  # nothing was asked of it, or others carried what was
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

    def take_along(self, batch: Iterable[PendingStatement]) -> None:
        """Let statements of others leave with the next awaited one, too."""
        self._pending.extend(batch)

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
