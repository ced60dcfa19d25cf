"""Counting requests across processes: those that change something, for their person and their
address, and all that an API key reads, for the key.

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
    Subquery,
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
from mentorat.api_keys.models import ApiKey
from mentorat.api_keys.queries import is_key_in_force
from mentorat.db.executor import Answers, Db, Statement, rows

PERSON, ADDRESS, KEY = "person ", "address ", "key "
WINDOW = timedelta(minutes=1)
PERSON_MAX = 60
ADDRESS_MAX = 300
KEY_MAX = 1200  # a front end reads for all its visitors


_MAX = {PERSON: PERSON_MAX, ADDRESS: ADDRESS_MAX, KEY: KEY_MAX}


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
        return self.requests > _MAX[self.key.partition(" ")[0] + " "]


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
_key = select((literal_column(f"'{KEY}'", Text) + ApiKey.id).label("key")).where(is_key_in_force())
_goes_on = RequestCount.began_at > _now - literal_column("interval '1 minute'", Interval)


def _counting(keys: Subquery) -> Statement[CountRow]:
    new = insert(RequestCount).from_select(
        ["key", "began_at", "requests"],
        # In one order, so that nobody waits in a circle: an address first, then its person.
        select(keys.c.key, _now, literal_column("1")).order_by(keys.c.key),
    )
    return rows(
        new.on_conflict_do_update(
            index_elements=[RequestCount.key],
            set_={
                "began_at": case((_goes_on, RequestCount.began_at), else_=new.excluded.began_at),
                "requests": case(
                    (_goes_on, RequestCount.requests + literal_column("1")),
                    else_=literal_column("1"),
                ),
            },
        ).returning(RequestCount.key, RequestCount.began_at, RequestCount.requests),
        CountRow,
    )


_COUNT = _counting(_keys)
_COUNT_KEY = _counting(_key.subquery("keys"))


def count_request(db: Db, caller: Caller, *, now: datetime) -> Answers[CountRow]:
    """Count one request with the next flight; the counts are there once it has come back."""
    return db.ask(_COUNT, now=now, **msgspec.structs.asdict(caller))


def count_key(db: Db, key_id: str, secret_hash: bytes, *, now: datetime) -> Answers[CountRow]:
    """Count one request for an API key with the next flight, if the key is in force: nobody uses
    up what is another's by naming its public id."""
    return db.ask(_COUNT_KEY, now=now, key_id=key_id, secret_hash=secret_hash)


def seconds_to_wait(counts: Sequence[CountRow], *, now: datetime) -> float | None:
    """How long until whoever has asked too often may ask again; None when they may now."""
    over = [one.began_at + WINDOW - now for one in counts if one.is_too_many]
    return max(over).total_seconds() if over else None
