"""Counting requests that change something, for their person and their address, across processes.

One statement, which travels with the flight that recognises the caller. Each key is one row: its
minute begins with the first request, and is over for all processes at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import (
    TIMESTAMP,
    Interval,
    LargeBinary,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import AuthSession, RequestCount
from mentorat.db.executor import Answers, Db, rows

PERSON, ADDRESS = "person ", "address "
WINDOW = timedelta(minutes=1)
PERSON_MAX = 60
ADDRESS_MAX = 300


class CountRow(msgspec.Struct, frozen=True):
    """How often somebody has asked since their minute began."""

    key: str
    began_at: datetime
    requests: int

    @property
    def is_of_person(self) -> bool:
        return self.key.startswith(PERSON)

    @property
    def is_too_many(self) -> bool:
        return self.requests > (PERSON_MAX if self.is_of_person else ADDRESS_MAX)


class Caller(msgspec.Struct, frozen=True):
    """Who asks, as far as known before the database is asked: a person by a verified token or by
    the hash of their session's secret, and the key of an address unless it is counted already."""

    address_key: str | None
    user_id: str | None = None
    secret_hash: bytes | None = None


_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_address_key = bindparam("address_key", type_=Text, required=True)
_user_id = bindparam("user_id", type_=Text, required=True)
_owner = select(AuthSession.user_id).where(
    AuthSession.secret_hash == bindparam("secret_hash", type_=LargeBinary, required=True)
)
_person = func.coalesce(_user_id, _owner.scalar_subquery())
_keys = union_all(
    select((literal_column(f"'{ADDRESS}'", Text) + _address_key).label("key")).where(
        _address_key.is_not(None)
    ),
    select((literal_column(f"'{PERSON}'", Text) + _person).label("key")).where(
        _person.is_not(None)
    ),
).subquery("keys")
_new = insert(RequestCount).from_select(
    ["key", "began_at", "requests"],
    # In one order, so that nobody waits in a circle: an address first, then its person.
    select(_keys.c.key, _now, literal_column("1")).order_by(_keys.c.key),
)
_goes_on = RequestCount.began_at > _now - literal_column("interval '1 minute'", Interval)
_COUNT = rows(
    _new.on_conflict_do_update(
        index_elements=[RequestCount.key],
        set_={
            "began_at": case((_goes_on, RequestCount.began_at), else_=_new.excluded.began_at),
            "requests": case(
                (_goes_on, RequestCount.requests + literal_column("1")), else_=literal_column("1")
            ),
        },
    ).returning(RequestCount.key, RequestCount.began_at, RequestCount.requests),
    CountRow,
)


def count_request(db: Db, caller: Caller, *, now: datetime) -> Answers[CountRow]:
    """Count one request with the next flight; the counts are there once it has come back."""
    return db.ask(_COUNT, now=now, **msgspec.structs.asdict(caller))


def seconds_to_wait(counts: Sequence[CountRow], *, now: datetime) -> float | None:
    """How long until whoever has asked too often may ask again; None when they may now."""
    over = [one.began_at + WINDOW - now for one in counts if one.is_too_many]
    return max(over).total_seconds() if over else None
