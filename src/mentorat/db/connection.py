"""One connection: its statements leave together, and one wait brings all their answers.

psycopg's cursors write, wait and read for one statement after the other. A flight here is one
write and one wait, whatever it carries, on the same libpq: adaptation of values, cancelling and
errors stay psycopg's (docs/decisions/0049-the-path-of-a-request.md).
"""

import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
import psycopg
from psycopg import AsyncConnection, adapt, generators
from psycopg.abc import Buffer, PQGen, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.json import set_json_loads

from mentorat.db.pending import PendingStatement, native

CANCEL_SECONDS = 5.0
PREPARED_MAX = 250  # statements that one connection keeps prepared
GOOD = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
# The server no longer has what was prepared, or its tables have changed since.
FORGOTTEN = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)

Key: TypeAlias = tuple[bytes, tuple[int, ...]]  # a text, and the types of its values


class _Loaded(NamedTuple):
    """A statement with its values as they travel."""

    sent: PendingStatement
    key: Key
    params: Sequence[Buffer | None] | None
    formats: Sequence[Format] | None


class _Prepared(NamedTuple):
    """A statement that is prepared on the way."""

    key: Key
    name: bytes


_Command: TypeAlias = PendingStatement | _Prepared | None  # None: what is let go


class Connection(AsyncConnection[tuple[Any, ...]]):
    """A connection of the pool."""

    used_at = 0.0
    lent_at = 0.0
    keeps_statements = False
    _values_reader: Transformer | None = None

    async def prepare_for_use(self, *, keeps_statements: bool | None) -> bool:
        """Read JSON as it stands and times in UTC; whether statements may be prepared here, which
        is asked of the server when `keeps_statements` does not say."""
        set_json_loads(msgspec.Raw, context=self)
        if self.info.parameter_status("TimeZone") not in {"UTC", "Etc/UTC", "GMT"}:
            await self.execute("set timezone to 'UTC'")  # PgBouncer tracks this one
        if keeps_statements is None:
            keeps_statements = await _tracks_statements(self)
        self.prepare_threshold = None  # what is prepared is prepared here
        self.keeps_statements = keeps_statements
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._names_given = 0
        return keeps_statements

    @property
    def is_idle(self) -> bool:
        """Whether it is open, and in no transaction."""
        return self.pgconn.transaction_status == TransactionStatus.IDLE

    async def fly(self, batch: Sequence[PendingStatement], *, seconds: float) -> None:
        """Run statements in their order, in one flight; raises the error of the first that failed,
        after which none of the others has run. After so many seconds the server is told to stop,
        the connection is closed, and TimeoutError raised."""
        async with self.lock:
            try:
                # psycopg's own timer looks at both: asyncio.timeout would set one more.
                await self.wait(self._flight(batch), timeout=seconds)
            except psycopg.OperationalError as error:
                if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                    raise
                with contextlib.suppress(psycopg.Error):
                    await self.cancel_safe(timeout=CANCEL_SECONDS)
                self.pgconn.finish()
                raise TimeoutError from error

    def _flight(self, batch: Sequence[PendingStatement]) -> PQGen[None]:
        loaded = [self._load(sent) for sent in batch]
        pgconn = self.pgconn
        pgconn.enter_pipeline_mode()
        try:
            commands = self._send(loaded)
            pgconn.pipeline_sync()
            yield from generators.send(pgconn)
            failed = yield from self._land(commands)
        finally:
            self._leave_pipeline()
        if failed is not None:
            error = error_from_result(failed, encoding=self.info.encoding)
            if isinstance(error, FORGOTTEN):
                self._kept.clear()
            raise error

    def _load(self, sent: PendingStatement) -> _Loaded:
        text = native(sent.sql)
        if not text.names:
            return _Loaded(sent, (text.sql, ()), None, None)
        reader = self._values()
        values = sent.values
        params = reader.dump_sequence([values[name] for name in text.names], text.formats)
        return _Loaded(sent, (text.sql, reader.types or ()), params, reader.formats)

    def _values(self) -> Transformer:
        if self._values_reader is None:
            self._values_reader = adapt.Transformer.from_context(self)
        return self._values_reader

    def _send(self, loaded: Sequence[_Loaded]) -> list[_Command]:
        """Write every statement, each prepared if it is the first time; what will be answered."""
        pgconn, commands = self.pgconn, list[_Command]()
        on_the_way: dict[Key, bytes] = {}
        for sent, key, params, formats in loaded:
            text, types = key
            if not self.keeps_statements:
                pgconn.send_query_params(text, params, types, formats, Format.TEXT)
                commands.append(sent)
                continue
            name = self._kept.get(key) or on_the_way.get(key)
            if name is None:
                self._names_given += 1
                name = on_the_way[key] = b"mentorat_%d" % self._names_given
                pgconn.send_prepare(name, text, types)
                commands.append(_Prepared(key, name))
            elif key not in on_the_way:
                self._kept.move_to_end(key)
            pgconn.send_query_prepared(name, params, formats, Format.TEXT)
            commands.append(sent)
        for _ in range(len(self._kept) + len(on_the_way) - PREPARED_MAX):
            if self._kept:
                pgconn.send_close_prepared(self._kept.popitem(last=False)[1])
                commands.append(None)
        return commands

    def _land(self, commands: Sequence[_Command]) -> PQGen[PGresult | None]:
        """Take every answer; the first that is an error."""
        failed: PGresult | None = None
        for command in commands:
            answers = yield from generators.fetch_many(self.pgconn)
            answer = answers[0]
            if answer.status not in GOOD:
                failed = failed or answer
            elif isinstance(command, _Prepared):
                self._kept[command.key] = command.name
            elif command is not None:
                command.land(answer, self._values())
        yield from generators.fetch_many(self.pgconn)  # the end of the flight
        return failed

    def _leave_pipeline(self) -> None:
        pgconn = self.pgconn
        if pgconn.status != ConnStatus.OK or pgconn.pipeline_status == PipelineStatus.OFF:
            return
        try:
            pgconn.exit_pipeline_mode()
        except psycopg.Error:  # answers are missing: whoever comes next would read them as theirs
            pgconn.finish()


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
