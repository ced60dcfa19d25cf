"""What many ask at once in one statement is what each is told alone."""

from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from mentorat.accounts.callers import credentials
from mentorat.db.executor import Statement, rows, scalar
from mentorat.db.merged import hand_out, merged
from mentorat.db.pending import PendingStatement, native
from mentorat.db.pool import Database
from tests.builders import Rows

pytestmark = pytest.mark.anyio


def _all_of_it(*values: Any) -> tuple[Any, ...]:
    return values


# Places of every kind, one of them twice, names that stand twice, a literal percent sign.
ECHO: Statement[tuple[Any, ...]] = rows(
    select(
        bindparam("text", type_=Text).label("same"),
        bindparam("number", type_=BigInteger).label("same"),
        bindparam("at", type_=TIMESTAMP(timezone=True)),
        bindparam("id", type_=Uuid),
        (bindparam("text", type_=Text) + literal("100 %")).label("percent"),
    ),
    _all_of_it,
)
UP_TO = scalar(select(func.generate_series(1, bindparam("number", type_=BigInteger))), int)
BOTH = scalar(
    union_all(select(bindparam("text", type_=Text)), select(literal("tous"))).limit(2), str
)
VALUES = st.fixed_dictionaries(
    {
        "text": st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "at": st.none() | st.datetimes(timezones=st.just(UTC)),
        "id": st.none() | st.uuids(),
    }
)


async def alone(database: Database, statement: Statement[Any], values: Any) -> list[Any]:
    async with database.unit(writes=False) as unit:
        return (await unit.execute(statement.sql, statement.arguments(values))).records()


async def at_once(database: Database, statement: Statement[Any], each: list[Any]) -> list[Any]:
    asked = [PendingStatement(statement.sql, statement.arguments(values)) for values in each]
    one = merged(asked)
    assert one is not None
    async with database.unit(writes=False) as unit:
        unit.take_along([one])
        await unit.settle()
    hand_out(one, asked)
    for sent in asked:
        records = sent.records()
        assert sent.has_landed
        assert (sent.count, sent.first()) == (len(records), records[0] if records else None)
    return [sent.records() for sent in asked]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(each=st.lists(VALUES, min_size=1, max_size=12))
async def test_each_reads_what_they_would_alone(database: Database, each: list[Any]) -> None:
    expected = [await alone(database, ECHO, values) for values in each]
    assert await at_once(database, ECHO, each) == expected


async def test_nobody_or_many_rows_are_everybodys_own(database: Database) -> None:
    each = [{"number": number} for number in (3, 0, 1, 2)]
    assert await at_once(database, UP_TO, each) == [
        [(number,) for number in range(1, one["number"] + 1)] for one in each
    ]
    texts = [{"text": "Ida"}, {"text": None}]
    assert await at_once(database, BOTH, texts) == [
        [("Ida",), ("tous",)],
        [(None,), ("tous",)],
    ]


def test_what_has_no_plain_text_is_asked_alone() -> None:
    for value in (b"\x00\xff", ["a", "b"], {"a": 1}, 1.5):
        both = [PendingStatement("SELECT %(a)s", {"a": one}) for one in ("text", value)]
        assert merged(both) is None


async def test_a_look_up_of_many_reads_no_table_whole(database: Database, rows: Rows) -> None:
    rows(
        "insert into users (id, created_at) select 'user_' || n, now()"
        " from generate_series(1, 5000) n"
    )
    rows("analyze users")
    statement = credentials._BY_TOKEN_WITH_ACCOUNT
    each = [{"user_id": f"user_{n}", "clerk_session_id": f"sess_{n}"} for n in range(1, 9)]
    one = merged([PendingStatement(statement.sql, values) for values in each])
    assert one is not None
    text = native(one.sql).sql.decode()
    asked = str(one.values["asked"]).replace("'", "''")
    for generic in ("auto", "force_generic_plan"):
        plan = await explained(database, text, asked, generic)
        assert "Seq Scan on users" not in plan, plan
        assert "pk_users" in plan


async def explained(database: Database, text: str, asked: str, plan_cache_mode: str) -> str:
    """How PostgreSQL would run a prepared statement of one place."""
    async with database.unit(writes=True) as unit:
        await unit.execute(f"set local plan_cache_mode = {plan_cache_mode}", {})
        await unit.execute(f"prepare looked_up(text) as {text}".replace("%", "%%"), {})
        plan = await unit.execute(f"explain execute looked_up('{asked}')".replace("%", "%%"), {})
        lines = [str(line) for (line,) in plan.records()]
        await unit.execute("deallocate looked_up", {})
    return "\n".join(lines)
