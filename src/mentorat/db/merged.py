"""The same read, asked by many at once: one statement that brings everybody's rows.

Whoever asks has written it for one: `select … where id = :id`. For many it stands in a LATERAL
subquery, whose places are columns of what is asked; PostgreSQL then looks each up as before, but
plans, sends and ends once.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from mentorat.db.pending import PLACE, STATEMENTS_KEPT, PendingStatement

# Each travels as the text that PostgreSQL reads as its type, to which every place is cast.
PLAIN = (str, int, datetime, UUID, type(None))
_JSON = msgspec.json.Encoder()


def merged(same: Sequence[PendingStatement]) -> PendingStatement | None:
    """One statement for several of one text; None when a value of theirs has no plain text."""
    if not all(isinstance(value, PLAIN) for sent in same for value in sent.values.values()):
        return None
    asked = [{**sent.values, "at_": at} for at, sent in enumerate(same)]
    values = {"asked": _JSON.encode(asked).decode()}
    return PendingStatement(_for_many(same[0].sql), values)


def hand_out(answered: PendingStatement, same: Sequence[PendingStatement]) -> None:
    """Give everybody their own rows of what was answered to all."""
    rows: list[list[tuple[Any, ...]]] = [[] for _ in same]
    for record in answered.records():
        rows[record[0]].append(record[1:])
    for sent, records in zip(same, rows, strict=True):
        sent.land_records(records)


@lru_cache(STATEMENTS_KEPT)
def _for_many(sql: str) -> str:
    names: dict[str, str] = {}

    def column(found: re.Match[str]) -> str:
        name = found[1]
        return "%%" if name is None else names.setdefault(name, f'asked_."{name}"')

    one = PLACE.sub(column, sql)
    columns = "".join(f', "{name}" text' for name in names)
    # The offset keeps it a look-up of each: otherwise a whole table may be read for a few of them.
    return (  # of texts of ours alone
        f"SELECT asked_.at_, found_.* FROM json_to_recordset(%(asked)s::json)"  # noqa: S608
        f" AS asked_(at_ int{columns})"
        f" CROSS JOIN LATERAL (SELECT * FROM ({one}) AS one_ OFFSET 0) AS found_"
    )
