"""What Prisma can say of a table's keys and indexes: plain columns, the whole table."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Table, UniqueConstraint

from mentorat.cli.prisma_schema.names import field_name, quoted


class UniqueKey(NamedTuple):
    """Columns that no two rows share."""

    name: str
    columns: "list[Column[Any]]"


def unique_keys(table: Table) -> list[UniqueKey]:
    """All but the primary key, by name, whether written as an index or as a constraint."""
    found = [
        UniqueKey(str(index.name), columns)
        for index, columns in _plain_indexes(table)
        if index.unique
    ]
    found += [
        UniqueKey(str(constraint.name), list(constraint.columns))
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return sorted(found, key=lambda key: key.name)


def key_lines(table: Table) -> list[str]:
    """The lines of a block that name several columns: identity, unique keys, indexes."""
    primary = table.primary_key
    lines = []
    if len(primary.columns) > 1:
        lines.append(f"@@id([{_fields(primary.columns)}], map: {quoted(str(primary.name))})")
    lines += [
        f"@@unique([{_fields(key.columns)}], map: {quoted(key.name)})"
        for key in unique_keys(table)
        if len(key.columns) > 1  # others are said at their field
    ]
    plain = sorted(_plain_indexes(table), key=lambda pair: str(pair[0].name))
    return lines + [_index_line(index, columns) for index, columns in plain if not index.unique]


def _plain_indexes(table: Table) -> "Iterator[tuple[Index, list[Column[Any]]]]":
    for index in table.indexes:
        columns = [part for part in index.expressions if isinstance(part, Column)]
        is_whole = index.dialect_options["postgresql"]["where"] is None
        if is_whole and len(columns) == len(index.expressions):
            yield index, columns


def _index_line(index: Index, columns: "list[Column[Any]]") -> str:
    options = index.dialect_options["postgresql"]
    operators = options["ops"]
    parts = [
        field_name(column.name)
        + (f"(ops: raw({quoted(operators[column.name])}))" if column.name in operators else "")
        for column in columns
    ]
    parts += [field_name(name) for name in options["include"] or ()]  # Prisma takes them for keys
    method = ", type: Gin" if options["using"] == "gin" else ""
    return f"@@index([{', '.join(parts)}], map: {quoted(str(index.name))}{method})"


def _fields(columns: "Iterable[Column[Any]]") -> str:
    return ", ".join(field_name(column.name) for column in columns)
