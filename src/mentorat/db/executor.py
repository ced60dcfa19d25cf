"""Statements are written with SQLAlchemy, compiled once at import, and run on psycopg.

Rows come back as plain structs. There is no session, no identity map and no lazy loading.
"""

import enum
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect

from mentorat.db.pending import PendingStatement
from mentorat.db.unit import Unit

Row = TypeVar("Row")
DIALECT: Dialect = psycopg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


_PLACE = re.compile(r"%\((\w+)\)s")


class RowMissingError(LookupError):
    """`one` found nothing: the caller promised that the row exists."""


class Statement(Generic[Row]):
    """One SQL text with its named places, and the struct its rows fill."""

    def __init__(self, construct: Executable, row: Callable[..., Row]) -> None:
        compiled = construct.compile(dialect=DIALECT)  # type: ignore[attr-defined]  # every construct we write is compilable
        numbers = _own_numbers(compiled)
        self.sql = _PLACE.sub(lambda place: numbers.get(place[1], place[0]), str(compiled))
        places = {n: value for n, value in compiled.params.items() if n not in numbers}
        self.defaults: Mapping[str, Any] = {n: v for n, v in places.items() if v is not None}
        self.names = frozenset(places)
        columns = _returned_columns(construct)
        self.row = row
        self.enums = [
            (at, {member.value: member for member in kind})
            for at, (_, kind) in enumerate(columns)
            if kind is not None
        ]
        fields = getattr(row, "__struct_fields__", None)
        if fields is not None and list(fields) != [name for name, _ in columns]:
            raise TypeError(f"{row} has {fields}, the statement returns {columns}")

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of every place; a forgotten or misspelt name is a mistake at once."""
        values = {**self.defaults, **given}
        if values.keys() != self.names:
            raise TypeError(f"places {sorted(self.names)} were given {sorted(values)}")
        return values

    def shaped(self, record: tuple[Any, ...]) -> Row:
        """One record as its struct, enumerations restored."""
        if not self.enums:
            return self.row(*record)
        values = list(record)
        for at, members in self.enums:
            values[at] = members[values[at]]
        return self.row(*values)


class Answers(Generic[Row]):
    """What a statement on its way will have returned, once its unit has been awaited again."""

    def __init__(self, sent: PendingStatement, statement: Statement[Row]) -> None:
        self._sent = sent
        self._statement = statement

    @property
    def has_landed(self) -> bool:
        """Whether the answer is there."""
        return self._sent.has_landed

    async def all(self) -> list[Row]:
        """Every row; raises RuntimeError while the statement has not left."""
        return [self._statement.shaped(record) for record in self._sent.records()]


def rows(construct: Executable, row: Callable[..., Row]) -> Statement[Row]:
    """A statement whose rows fill a struct, column by column and in order."""
    return Statement(construct, row)


def scalar(construct: Executable, kind: type[Row]) -> Statement[Row]:
    """A statement that returns one column; `kind` only tells the reader its type."""
    del kind
    return Statement(construct, _alone)


def command(construct: Executable) -> Statement[Any]:
    """A statement run for its effect."""
    return Statement(construct, _alone)


def _own_numbers(compiled: Any) -> dict[str, str]:
    """The numbers that a statement itself says, by their place: written out, so that PostgreSQL
    plans with them. Behind a place, a limit of three is a limit of anything."""
    return {
        name: str(value)
        for name, value in compiled.params.items()
        if compiled.binds[name].unique and type(value) is int and value >= 0
    }


def _alone(value: Any, *_rest: Any) -> Any:
    return value


def _returned_columns(construct: Any) -> list[tuple[str, type[enum.Enum] | None]]:
    described = getattr(construct, "column_descriptions", None)
    if described is None:
        described = getattr(construct, "returning_column_descriptions", [])
    return [(column["name"], getattr(column["type"], "enum_class", None)) for column in described]


class Db:
    """What actions and queries run their statements on: the caller's one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def unit(self) -> Unit:
        """The flights of this transaction, for reads that leave together."""
        return self._unit

    async def one(self, statement: Statement[Row], **values: Any) -> Row:
        """The row that must be there; raises RowMissingError."""
        found = await self.find(statement, **values)
        if found is None:
            raise RowMissingError(statement.sql)
        return found

    async def find(self, statement: Statement[Row], **values: Any) -> Row | None:
        """The first row, if any."""
        record = (await self._execute(statement, values)).first()
        return None if record is None else statement.shaped(record)

    async def all(self, statement: Statement[Row], **values: Any) -> list[Row]:
        """Every row, in the statement's order."""
        sent = await self._execute(statement, values)
        return [statement.shaped(record) for record in sent.records()]

    async def value(self, statement: Statement[Row], **values: Any) -> Row | None:
        """The first column of the first row, if any."""
        return await self.find(statement, **values)

    async def run(self, statement: Statement[Any], **values: Any) -> int:
        """Run for effect; how many rows it touched."""
        return (await self._execute(statement, values)).count

    def later(self, statement: Statement[Any], **values: Any) -> PendingStatement:
        """Run without waiting: it travels with the next awaited statement or the commit."""
        return self._unit.send(statement.sql, statement.arguments(values))

    def ask(self, statement: Statement[Row], **values: Any) -> Answers[Row]:
        """The same for a statement whose rows are read later."""
        return Answers(self.later(statement, **values), statement)

    async def settle(self) -> None:
        """Wait for everything that was sent for later."""
        await self._unit.settle()

    async def undo(self) -> None:
        """Take back everything that was run or sent; what comes next is a new transaction."""
        await self._unit.undo()

    async def _execute(
        self, statement: Statement[Any], values: Mapping[str, Any]
    ) -> PendingStatement:
        return await self._unit.execute(statement.sql, statement.arguments(values))


def encoded(value: Any) -> str:
    """A value as JSON text, for a jsonb place."""
    return msgspec.json.encode(value).decode()
