"""The whole schema, laid out as Prisma's own formatter would."""

import re
import textwrap
from typing import Any

from sqlalchemy import Column, Enum, Table

from mentorat.cli.prisma_schema.fields import Line, field_of
from mentorat.cli.prisma_schema.keys import key_lines
from mentorat.cli.prisma_schema.names import quoted, type_name
from mentorat.cli.prisma_schema.relations import Relation, relations_of
from mentorat.cli.prisma_schema.tables import MappedTable

HEAD = """\
// mentorat's database for Prisma, written by `mentorat prisma schema` from the models.
// How to use it, and what to leave to mentorat's API: docs/prisma.md.

generator client {
  provider = "prisma-client"
  output   = "../generated/prisma"
}

datasource db {
  provider = "postgresql"
}
"""
WIDTH = 96


def schema_of(tables: list[MappedTable]) -> str:
    """The text of schema.prisma: the same for the same models, in any process."""
    relations = relations_of(tables)
    blocks = [_model(mapped, relations) for mapped in tables]
    return "\n".join([HEAD, *blocks, *_enums(tables)])


def _model(mapped: MappedTable, relations: list[Relation]) -> str:
    forward = [one.forward_line() for one in relations if one.source is mapped]
    back = [one.back_line() for one in relations if one.target is mapped]
    groups = [
        _aligned([field_of(column) for column in _in_reading_order(mapped.table)]),
        _aligned([*forward, *back]),
        _block_lines(mapped),
    ]
    body = "\n\n".join("\n".join(group) for group in groups if group)
    return f"{_comment(mapped)}model {mapped.model} {{\n{body}\n}}\n"


def _in_reading_order(table: Table) -> "list[Column[Any]]":
    """The columns as they stand, what is derived right behind what it comes from."""
    ordered = [column for column in table.columns if column.computed is None]
    for derived in table.columns:
        if derived.computed is not None:
            text = str(derived.computed.sqltext)
            sources = [at for at, column in enumerate(ordered) if f"({column.name})" in text]
            ordered.insert(max(sources, default=len(ordered) - 1) + 1, derived)
    return ordered


def _comment(mapped: MappedTable) -> str:
    sentence = re.split(r"(?<=\.)\s", " ".join(mapped.promise.split()), maxsplit=1)[0]
    return "".join(f"/// {line}\n" for line in textwrap.wrap(sentence, WIDTH))


def _aligned(lines: list[Line]) -> list[str]:
    names = max((len(line.name) for line in lines), default=0)
    types = max((len(line.type) for line in lines), default=0)
    return [
        text
        for line in lines
        for text in (
            *([f"  /// {line.note}"] if line.note else []),
            f"  {line.name:<{names}} {line.type:<{types}} {line.attributes}".rstrip(),
        )
    ]


def _block_lines(mapped: MappedTable) -> list[str]:
    lines = [*key_lines(mapped.table), f"@@map({quoted(mapped.table.name)})"]
    if mapped.is_hidden:
        lines.append("@@ignore")
    return [f"  {line}" for line in lines]


def _enums(tables: list[MappedTable]) -> list[str]:
    kinds = {
        column.type.name: column.type
        for mapped in tables
        for column in mapped.table.columns
        if isinstance(column.type, Enum)
    }
    return [_enum(name, kinds[name]) for name in sorted(kinds, key=str)]


def _enum(name: str | None, kind: Enum) -> str:
    values = "\n".join(f"  {value}" for value in kind.enums)
    known = name or ""
    return f"enum {type_name(known)} {{\n{values}\n\n  @@map({quoted(known)})\n}}\n"
