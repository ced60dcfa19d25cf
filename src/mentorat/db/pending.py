"""A statement that was sent, whose answer is still on its way."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg.abc import Transformer
from psycopg.adapt import PyFormat
from psycopg.pq.abc import PGresult

STATEMENTS_KEPT = 4096  # more than the product has
PLACE = re.compile(r"%\((\w+)\)s|%%")

Record = tuple[Any, ...]


class NativeText(NamedTuple):
    """A statement as PostgreSQL reads it, with numbered places, and whose values they take."""

    sql: bytes
    names: tuple[str, ...]
    formats: tuple[PyFormat, ...]


@lru_cache(STATEMENTS_KEPT)
def native(sql: str) -> NativeText:
    """A statement whose places have names, read once: `%(id)s` becomes `$1` wherever it stands."""
    numbers: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${numbers.setdefault(name, len(numbers) + 1)}"

    text = PLACE.sub(place, sql).encode()
    return NativeText(text, tuple(numbers), (PyFormat.AUTO,) * len(numbers))


class PendingStatement:
    """A statement on its way: its answer is known once the unit has been awaited again."""

    __slots__ = ("_answer", "_reader", "_records", "sql", "values")

    def __init__(self, sql: str, values: Mapping[str, Any]) -> None:
        self.sql = sql
        self.values = values
        self._answer: PGresult | None = None
        self._reader: Transformer | None = None
        self._records: list[Record] | None = None  # of a read that was answered with others

    def land(self, answer: PGresult, reader: Transformer) -> None:
        """Take what the database answered, and what reads its values."""
        self._answer, self._reader = answer, reader

    def land_records(self, records: list[Record]) -> None:
        """Take one's own rows out of what the database answered to many."""
        self._records = records

    @property
    def has_landed(self) -> bool:
        """Whether the answer is there."""
        return self._answer is not None or self._records is not None

    @property
    def count(self) -> int:
        """How many rows it touched, or returned."""
        if self._records is not None:
            return len(self._records)
        return self._landed().command_tuples or 0

    @property
    def tag(self) -> bytes:
        """What PostgreSQL says it did, as `COMMIT`."""
        return self._landed().command_status or b""

    def records(self) -> list[Record]:
        """Every row; raises RuntimeError while the statement has not left."""
        if self._records is not None:
            return self._records
        return self._read(self._landed().ntuples)

    def first(self) -> Record | None:
        """The first row, if any; raises RuntimeError while the statement has not left."""
        if self._records is not None:
            return self._records[0] if self._records else None
        found = self._read(min(1, self._landed().ntuples))
        return found[0] if found else None

    def _read(self, count: int) -> list[Record]:
        if not count or self._reader is None:
            return []
        self._reader.set_pgresult(self._answer)
        return self._reader.load_rows(0, count, tuple)

    def _landed(self) -> PGresult:
        if self._answer is None:
            raise RuntimeError("this statement has not left yet")
        return self._answer
