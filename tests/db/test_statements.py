"""Statements as they are sent."""

from sqlalchemy import Integer, Text, bindparam, literal, select

from mentorat.db.executor import scalar


def test_a_number_that_a_statement_says_itself_is_written_out() -> None:
    asked = bindparam("asked", type_=Integer)
    found = scalar(select(literal("lu", Text)).where(asked > -5).offset(asked).limit(12), str)
    assert "LIMIT 12" in found.sql
    assert found.names == {"asked", *found.defaults}
    assert set(found.defaults.values()) == {"lu", -5}
