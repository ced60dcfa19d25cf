"""Who is here, and since when somebody is not: said once, for every statement."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, and_, bindparam, case, func, literal_column, or_
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.accounts.models import Role, User

DEMO_PREFIX = "user_demo"  # of no id of Clerk's: theirs tell the time in base 62
HOLD_BACK = timedelta(days=30)  # until the words of who left are erased

_hold_back = literal_column(f"interval '{HOLD_BACK.days} days'", Interval)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
# Counted from when we heard of it: Clerk may tell us late, and replays reach 90 days back.
ERASED_AT: ColumnElement[Any] = User.forgotten_at + _hold_back
IS_ERASED_NOW = and_(User.forgotten_at <= _now - _hold_back, User.purged_at.is_(None))


def is_demo(person_id: Any = User.id) -> ColumnElement[bool]:
    """Whether an id is one of the demo's: nobody that Clerk knows."""
    return func.starts_with(person_id, DEMO_PREFIX)


def is_here(person: Any = User) -> ColumnElement[bool]:
    """Whether somebody's account is neither deleted nor banned."""
    return and_(person.deleted_at.is_(None), person.banned.is_(False))


def is_gone(person: Any = User) -> ColumnElement[bool]:
    """Whether somebody's account is deleted or banned."""
    return or_(person.deleted_at.is_not(None), person.banned.is_(True))


def is_mentor(person: Any = User) -> ColumnElement[bool]:
    """Whether somebody is here, and a mentor: they alone may edit a profile or be booked."""
    return and_(person.role == Role.MENTOR, is_here(person))


def gone_since(person: Any = User) -> ColumnElement[Any]:
    """When we heard that somebody is gone: every hold-back counts from there. None while they are
    here."""
    return case(
        (person.deleted_at.is_not(None), func.coalesce(person.forgotten_at, person.deleted_at)),
        (person.banned.is_(True), func.coalesce(person.banned_at, person.updated_at)),
    )
