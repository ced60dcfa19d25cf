"""A copy of the database that only answers reads, a little later than the database itself.

It is believed while it is known to be at most `LAG_SECONDS_MAX` behind; otherwise, and whenever it
fails, the database itself is asked.
"""

import asyncio
import time
from collections import deque

import psycopg
import structlog

from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.errors import Unavailable

LAG_SECONDS_MAX = 5.0
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 1.0  # then the database itself is asked
MARKS_MAX = 60

# Where the log is added to, not how far it is on the disk: a commit need not have waited for that.
_WRITTEN = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
# Nothing for a server that takes writes: it has left the one that it copied.
_REPLAYED = (
    "select case when pg_is_in_recovery()"
    " then pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint end"
)
# What only a copy answers: it was away, it is behind a migration, or a read wrote after all.
COPYS_TROUBLE = (
    Unavailable,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.ReadOnlySqlTransaction,
)

log = structlog.get_logger("mentorat.db")


class Replica:
    """The copy at `url` of `primary`, and how far behind it was when last looked at."""

    def __init__(self, url: str, primary: Database) -> None:
        self.database = Database(url, patience=PATIENCE_SECONDS)
        self.primary = primary
        self._marks: deque[tuple[float, int]] = deque(maxlen=MARKS_MAX)
        self._level_at = float("-inf")
        self._watch: asyncio.Task[None] | None = None
        self._was_trusted = False

    @property
    def is_trusted(self) -> bool:
        """Whether it holds everything that was written until a few seconds ago."""
        return time.monotonic() - self._level_at <= LAG_SECONDS_MAX

    async def open(self) -> None:
        """Begin to watch it; it may still be away."""
        await self.database.open()
        self._watch = asyncio.create_task(self._look_again_and_again())

    async def close(self) -> None:
        """Stop watching, and give its connections back."""
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self.database.close()

    def unit(self) -> Unit:
        """A unit that only reads: from the copy while it is trusted."""
        return CopiedUnit(self) if self.is_trusted else self.primary.unit(writes=False)

    def distrust(self) -> None:
        """It failed: the database itself is asked until it answers again."""
        self._level_at = float("-inf")
        self._marks.clear()
        self._tell()

    async def look(self) -> None:
        """Note how much was written, and until when the copy has it all."""
        try:
            self._marks.append((time.monotonic(), await _asked(self.primary, _WRITTEN) or 0))
        except Unavailable:
            return  # nothing is written either: what is known of the copy ages
        try:
            replayed = await _asked(self.database, _REPLAYED)
        except Unavailable:
            replayed = None
        if replayed is None:
            self.distrust()
            return
        while self._marks and self._marks[0][1] <= replayed:
            self._level_at = self._marks.popleft()[0]
        self._tell()

    async def _look_again_and_again(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def _tell(self) -> None:
        if self.is_trusted != self._was_trusted:
            self._was_trusted = self.is_trusted
            log.info("replica_answers" if self._was_trusted else "replica_left_out")


class CopiedUnit(Unit):
    """Reads that are asked of the copy, and of the database itself from the first trouble on."""

    def __init__(self, replica: Replica) -> None:
        super().__init__(replica.database, writes=False)
        self._replica = replica

    async def _flush(self) -> None:
        asked = list(self._pending)
        try:
            await super()._flush()
        except COPYS_TROUBLE:
            if self._database is self._replica.primary:
                raise
            self._replica.distrust()
            await self.release()
            self._database, self._pending = self._replica.primary, asked
            await super()._flush()


async def _asked(database: Database, sql: str) -> int | None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), database.unit(writes=False) as unit:
            record = (await unit.execute(sql, {})).first()
    except TimeoutError:
        raise Unavailable from None
    found: int | None = record[0] if record else None
    return found
