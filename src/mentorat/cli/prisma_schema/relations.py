"""Foreign keys as relations, with the seed's names: `mentorProfile.user`, `user.mentorProfile`."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ForeignKeyConstraint, Table

from mentorat.cli.prisma_schema.fields import Line
from mentorat.cli.prisma_schema.keys import unique_keys
from mentorat.cli.prisma_schema.names import field_name, member_name, quoted, type_name
from mentorat.cli.prisma_schema.tables import MappedTable

ENDINGS = ("_id", "_number", "_slug")
PEOPLE = "users"  # who are called by what they are to the row: mentor, mentee, author


class Relation(NamedTuple):
    """A foreign key, seen from both ends."""

    source: MappedTable
    target: MappedTable
    key: ForeignKeyConstraint
    forward: str
    back: str
    title: str  # empty where no second relation joins the same two tables

    def forward_line(self) -> Line:
        """The field of the table that holds the key."""
        ours = ", ".join(field_name(column.name) for column in self.key.columns)
        theirs = ", ".join(field_name(element.column.name) for element in self.key.elements)
        deletion = "Cascade" if self.key.ondelete == "cascade" else "NoAction"
        words = [
            *([quoted(self.title)] if self.title else []),
            f"fields: [{ours}], references: [{theirs}]",
            f"onDelete: {deletion}, onUpdate: NoAction, map: {quoted(str(self.key.name))}",
        ]
        mark = "?" if any(column.nullable for column in self.key.columns) else ""
        relation = f"@relation({', '.join(words)})"
        return Line(self.forward, self.target.model + mark, relation + _ignored(self.target))

    def back_line(self) -> Line:
        """The field of the table that the key leads to."""
        mark = "?" if _is_single(self.key) else "[]"
        words = f"@relation({quoted(self.title)})" if self.title else ""
        return Line(self.back, self.source.model + mark, (words + _ignored(self.source)).strip())


def relations_of(tables: list[MappedTable]) -> list[Relation]:
    """All of them, in the order of the tables and their columns."""
    by_name = {mapped.table.name: mapped for mapped in tables}
    return [
        _relation(source, key, by_name) for source in tables for key in _foreign_keys(source.table)
    ]


def _foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda key: str(key.name))


def _relation(
    source: MappedTable, key: ForeignKeyConstraint, by_name: Mapping[str, MappedTable]
) -> Relation:
    target = by_name[key.referred_table.name]
    role = _role(key)
    models = {mapped.model for mapped in by_name.values()} - {target.model}
    # `user_id` that leads to a profile is no user; but a user may well be an author.
    misleads = type_name(role) in models and target.table.name != PEOPLE
    forward = field_name(role) if role and not misleads else member_name(target.model)
    same = [one for one in _foreign_keys(source.table) if one.referred_table is target.table]
    back = member_name(source.model) if _is_single(key) else field_name(source.table.name)
    if len(same) == 1:
        return Relation(source, target, key, forward, back, "")
    part = type_name(role)
    return Relation(source, target, key, forward, f"{back}As{part}", f"{source.model}{part}")


def _role(key: ForeignKeyConstraint) -> str:
    """What the key's column calls the other row; nothing where it names no row but a value."""
    name = next(iter(key.columns)).name
    for ending in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return ""


def _is_single(key: ForeignKeyConstraint) -> bool:
    """Whether at most one row leads to each: the key is also the identity or unique."""
    table, columns = key.table, set(key.columns)
    uniques = [set(unique.columns) for unique in unique_keys(table)]
    return columns in (set(table.primary_key.columns), *uniques)


def _ignored(other: MappedTable) -> str:
    return " @ignore" if other.is_hidden else ""
