"""What a column of text holds of a person. Each slice says it of its own tables, in `privacy.py`,
with what forgets it and what tells it to them; a test walks every column of the database."""

import enum
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Text, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.db.executor import Db


class Holds(enum.Enum):
    """What is in a column, and what becomes of it when its person is erased."""

    WORDS = "theirs: exported, then forgotten"
    COPY = "a secret, or derived from what is theirs: forgotten"
    RECORD = "what an operator decided and why: exported, kept for ever"
    NOTHING = "an id, a code, a word of the house: kept"


# Columns by table, then by name.
Columns: TypeAlias = Mapping[str, Mapping[str, Holds]]


class Privacy(Protocol):
    """The `privacy` module of a slice."""

    COLUMNS: Columns

    async def export(self, db: Db, person_id: str) -> msgspec.Struct:
        """What the slice holds of somebody, and only what concerns them."""
        ...

    async def forget(self, db: Db, people: Sequence[str]) -> None:
        """Forget the words and the identity of people who left; doing it twice changes nothing."""
        ...


def columns_of(model: Any, export: type[msgspec.Struct]) -> list[Any]:
    """The columns that an export tells, in its order."""
    return [getattr(model, name) for name in export.__struct_fields__]


def among_people(column: Any) -> ColumnElement[bool]:
    """Whether a column names one of the `people` who are forgotten."""
    found: ColumnElement[bool] = column == any_(bindparam("people", type_=ARRAY(Text)))
    return found
