"""What the worker knows of calendars elsewhere: whose turn it is, and what each said last."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import (
    Boolean,
    Interval,
    LargeBinary,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_mentor
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.external_calendars.ics.question import BusyTimes
from mentorat.external_calendars.models import GOOD_FOR_INTERVAL, BusyCalendar, ExternalBusy
from mentorat.external_calendars.trouble import EVENTS, events_trouble
from mentorat.mentors.models import MentorProfile
from mentorat.outbound.fetch import Validators

DUE_MAX = 500
_instant = TIMESTAMP(timezone=True)
_now = bindparam("now", type_=_instant)
_owner = bindparam("owner_id", type_=Text)
_box = bindparam("box", type_=LargeBinary)
_pause = literal_column("interval '15 minutes'", Interval)
_last_good = func.coalesce(BusyCalendar.good_at, BusyCalendar.created_at)


class RefreshClaim(NamedTuple):
    """A calendar whose turn it is; `box` also stands for this very address."""

    box: bytes
    etag: str | None
    last_modified: str | None
    good_at: datetime | None
    read_at: datetime | None
    read_zone: str | None
    lapsed_at: datetime | None
    zone: str


class Failure(NamedTuple):
    """Since when a calendar has been in trouble, and since when it does not count any more."""

    good_until: datetime
    lapsed_at: datetime | None


class StoredRange(msgspec.Struct, frozen=True, order=True):
    """One busy time as it is kept."""

    is_all_day: bool
    starts_at: datetime
    ends_at: datetime


_zone = (
    select(func.coalesce(MentorProfile.availability["timezone"].astext, "UTC"))
    .where(MentorProfile.user_id == BusyCalendar.user_id)
    .scalar_subquery()
)
_is_read = and_(
    BusyCalendar.address_encrypted.is_not(None),
    exists().where(
        User.id == BusyCalendar.user_id,
        is_mentor(),
    ),
    or_(BusyCalendar.checked_at.is_(None), BusyCalendar.checked_at <= _now - _pause),
)
# Twice as long after each failure, six hours at most; and once more when the day is over.
_patience = literal_column(
    "least(interval '6 hours',"
    " interval '15 minutes' * power(2, least(busy_calendars.failures, 5)))",
    Interval,
)
_DUE = scalar(
    select(BusyCalendar.user_id)
    .where(
        _is_read,
        or_(
            BusyCalendar.checked_at.is_(None),
            BusyCalendar.checked_at <= _now - _patience,
            and_(BusyCalendar.lapsed_at.is_(None), _last_good <= _now - GOOD_FOR_INTERVAL),
        ),
    )
    .order_by(BusyCalendar.checked_at.asc().nulls_first())
    .limit(DUE_MAX),
    str,
)
_TAKE_TURN = rows(
    update(BusyCalendar)
    .where(BusyCalendar.user_id == _owner, _is_read)
    .values(checked_at=_now)
    .returning(
        BusyCalendar.address_encrypted.label("box"),
        BusyCalendar.etag,
        BusyCalendar.last_modified,
        BusyCalendar.good_at,
        BusyCalendar.read_at,
        BusyCalendar.read_zone,
        BusyCalendar.lapsed_at,
        _zone.label("zone"),
    ),
    RefreshClaim,
)
_same = and_(BusyCalendar.user_id == _owner, BusyCalendar.address_encrypted == _box)
_trouble = bindparam("trouble", type_=Text, required=True)
_well = {"good_at": _now, "failures": 0, "lapsed_at": null()}
_same_events = case((BusyCalendar.trouble.startswith(EVENTS), BusyCalendar.trouble))
_UNCHANGED = scalar(
    update(BusyCalendar)
    .where(_same)
    .values(**_well, trouble=_same_events)
    .returning(BusyCalendar.user_id),
    str,
)
_READ = scalar(
    update(BusyCalendar)
    .where(_same)
    .values(
        **_well,
        trouble=_trouble,
        etag=bindparam("etag", type_=Text, required=True),
        last_modified=bindparam("last_modified", type_=Text, required=True),
        read_at=_now,
        read_zone=bindparam("zone", type_=Text),
        unread=bindparam("unread"),
    )
    .returning(BusyCalendar.user_id),
    str,
)
_FAILED = rows(
    update(BusyCalendar)
    .where(_same)
    .values(
        failures=BusyCalendar.failures + 1,
        trouble=_trouble,
        lapsed_at=case(
            (
                _last_good <= _now - GOOD_FOR_INTERVAL,
                func.coalesce(BusyCalendar.lapsed_at, _now),
            )
        ),
    )
    .returning((_last_good + GOOD_FOR_INTERVAL).label("good_until"), BusyCalendar.lapsed_at),
    Failure,
)
_TIMES = rows(
    select(ExternalBusy.is_all_day, ExternalBusy.starts_at, ExternalBusy.ends_at).where(
        ExternalBusy.mentor_id == _owner
    ),
    StoredRange,
)
_FORGET_TIMES = command(delete(ExternalBusy).where(ExternalBusy.mentor_id == _owner))
_KEEP_TIMES = command(
    insert(ExternalBusy).from_select(
        ["mentor_id", "starts_at", "ends_at", "is_all_day"],
        select(
            cast(_owner, Text),
            func.unnest(bindparam("starts", type_=ARRAY(_instant))),
            func.unnest(bindparam("ends", type_=ARRAY(_instant))),
            func.unnest(bindparam("all_day", type_=ARRAY(Boolean))),
        ),
    )
)


async def due_calendars(db: Db, *, now: datetime) -> list[str]:
    """The owners whose calendar is to be read now, the longest waiting first."""
    return await db.all(_DUE, now=now)


async def take_turn(db: Db, owner_id: str, *, now: datetime) -> RefreshClaim | None:
    """Somebody's calendar, to be read now; None when that was less than 15 minutes ago, when there
    is none, or its owner is no mentor any more. Of many who ask at once, one gets it."""
    return await db.find(_TAKE_TURN, owner_id=owner_id, now=now)


async def note_unchanged(db: Db, owner_id: str, turn: RefreshClaim, *, now: datetime) -> bool:
    """What the calendar said last still holds; whether it is still the owner's calendar."""
    return await db.value(_UNCHANGED, owner_id=owner_id, box=turn.box, now=now) is not None


async def note_read(
    db: Db, owner_id: str, turn: RefreshClaim, read: tuple[Validators, BusyTimes], *, now: datetime
) -> bool | None:
    """Keep what a calendar says; whether it says anything new. None when the owner has another
    calendar by now, or none: what this one said is dropped."""
    validators, times = read
    kept = await db.value(
        _READ,
        owner_id=owner_id,
        box=turn.box,
        etag=validators.etag,
        last_modified=validators.last_modified,
        zone=turn.zone,
        unread=times.unread,
        trouble=events_trouble(times.notes),
        now=now,
    )
    if kept is None:
        return None
    found = [*_stored(times.all_day, is_all_day=True), *_stored(times.timed, is_all_day=False)]
    if sorted(found) == sorted(await db.all(_TIMES, owner_id=owner_id)):
        return False
    db.later(_FORGET_TIMES, owner_id=owner_id)
    if found:
        db.later(
            _KEEP_TIMES,
            owner_id=owner_id,
            starts=[time.starts_at for time in found],
            ends=[time.ends_at for time in found],
            all_day=[time.is_all_day for time in found],
        )
    return True


async def note_failure(
    db: Db, owner_id: str, turn: RefreshClaim, trouble: str, *, now: datetime
) -> Failure | None:
    """A calendar could not be read: later next time, and after a day it does not count any more.
    None when the owner has another one by now."""
    return await db.find(_FAILED, owner_id=owner_id, box=turn.box, trouble=trouble, now=now)


def _stored(ranges: Sequence[tuple[int, int]], *, is_all_day: bool) -> list[StoredRange]:
    return [
        StoredRange(
            is_all_day, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
        )
        for start, end in ranges
    ]
