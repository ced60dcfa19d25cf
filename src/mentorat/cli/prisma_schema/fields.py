"""A column as a field: its type, what PostgreSQL or Prisma fills in, its name in the database."""

import json
import re
from typing import Any, NamedTuple

from sqlalchemy import Column, Computed, Enum, Table
from sqlalchemy import types as sql_types
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB, TSVECTOR
from sqlalchemy.schema import DefaultClause

from mentorat.cli.prisma_schema.keys import unique_keys
from mentorat.cli.prisma_schema.names import field_name, quoted, type_name

# The more particular type before the one it is made from.
SCALARS: tuple[tuple[type[sql_types.TypeEngine[Any]], str, str], ...] = (
    (sql_types.BigInteger, "BigInt", ""),
    (sql_types.Integer, "Int", ""),
    (sql_types.Boolean, "Boolean", ""),
    (sql_types.Double, "Float", ""),
    (sql_types.TIMESTAMP, "DateTime", "@db.Timestamptz(6)"),
    (sql_types.Date, "DateTime", "@db.Date"),
    (sql_types.Uuid, "String", "@db.Uuid"),
    (sql_types.LargeBinary, "Bytes", ""),
    (JSONB, "Json", ""),
    (TSVECTOR, 'Unsupported("tsvector")', ""),
    (BIT, "String", "@db.VarBit"),
    (sql_types.Text, "String", ""),
)


class UnknownToPrismaError(LookupError):
    """A column or default for which this writer has no word yet; the message names it."""


class Line(NamedTuple):
    """One line of a block: name, type, and everything behind it."""

    name: str
    type: str
    attributes: str = ""
    note: str = ""


def field_of(column: "Column[Any]") -> Line:
    """The column's field, with everything by which Prisma's diff would tell it from another."""
    kind, native = _type_of(column.type)
    mark = "[]" if isinstance(column.type, ARRAY) else "?" if column.nullable else ""
    name = field_name(column.name)
    words = [*_identity(column), *_single_unique(column), *_default(column)]
    if column.name == "updated_at":
        words.append("@updatedAt")
    if name != column.name:
        words.append(f"@map({quoted(column.name)})")
    return Line(name, kind + mark, " ".join([*words, *([native] if native else [])]), _note(column))


def _type_of(sql_type: sql_types.TypeEngine[Any]) -> tuple[str, str]:
    if isinstance(sql_type, ARRAY):
        return _type_of(sql_type.item_type)
    if isinstance(sql_type, Enum):
        return type_name(sql_type.name or ""), ""
    for ours, theirs, native in SCALARS:
        if isinstance(sql_type, ours):
            return theirs, native
    raise UnknownToPrismaError(f"No Prisma type is known for {sql_type!r}.")


def _identity(column: "Column[Any]") -> list[str]:
    key = _table(column).primary_key
    if list(key.columns) != [column]:
        return []
    return [f"@id(map: {quoted(str(key.name))})"]


def _single_unique(column: "Column[Any]") -> list[str]:
    return [
        f"@unique(map: {quoted(key.name)})"
        for key in unique_keys(_table(column))
        if key.columns == [column]
    ]


def _table(column: "Column[Any]") -> Table:
    if not isinstance(column.table, Table):
        raise UnknownToPrismaError(f"{column.name} belongs to no table.")
    return column.table


def _default(column: "Column[Any]") -> list[str]:
    if column.identity is not None:
        return ["@default(autoincrement())"]
    if isinstance(column.type, sql_types.Uuid) and column.primary_key and not column.foreign_keys:
        return ["@default(uuid(7))"]  # made by Prisma's client, as ours are by us
    if isinstance(column.server_default, Computed):
        return [f"@default(dbgenerated({quoted(str(column.server_default.sqltext))}))"]
    if isinstance(column.server_default, DefaultClause):
        return [f"@default({_filled(column, str(column.server_default.arg))})"]
    return []


def _filled(column: "Column[Any]", written: str) -> str:
    if written == "now()":
        return written
    text = re.fullmatch(r"'(.*)'", written)
    plain = text.group(1) if text else written
    if isinstance(column.type, ARRAY) and plain == "{}":
        return "[]"
    if isinstance(column.type, TSVECTOR):
        return f"dbgenerated({quoted(f'{written}::tsvector')})"
    if isinstance(column.type, sql_types.Integer | sql_types.Boolean | Enum):
        return plain
    if isinstance(column.type, JSONB):
        return quoted(json.dumps(json.loads(plain)))
    if isinstance(column.type, sql_types.Text):
        return quoted(plain)
    raise UnknownToPrismaError(f"{column} has the default {written!r}, which Prisma was not told.")


def _note(column: "Column[Any]") -> str:
    if isinstance(column.server_default, Computed):
        return "Derived by PostgreSQL: read it, never write it."
    return ""
