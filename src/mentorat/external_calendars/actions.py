"""A mentor's calendar elsewhere: putting its address in, taking it out, asking for a reading."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Boolean, Text, and_, bindparam, delete, func, not_, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.db.executor import Db, command, rows, scalar
from mentorat.db.jobs import defer
from mentorat.errors import Conflict, NotFound, say
from mentorat.events.record import Event, record
from mentorat.external_calendars.jobs import REFRESH_CALENDAR, RefreshCalendar
from mentorat.external_calendars.models import ADDRESS_SEAL, GOOD_FOR, BusyCalendar, ExternalBusy
from mentorat.external_calendars.trouble import dates_of, kind_of
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.outbound.address import masked
from mentorat.outbound.sealed import Seal, opened, sealed
from mentorat.viewer import SignedIn

READ_AGAIN = timedelta(minutes=15)


class OwnCalendar(msgspec.Struct, frozen=True):
    """A calendar as its owner sees it; `busy_count` is what lies ahead and counts."""

    masked: str
    ignores_all_day: bool
    created_at: datetime
    checked_at: datetime | None
    good_at: datetime | None
    trouble: str | None
    lapsed_at: datetime | None
    unread: int
    busy_count: int

    @property
    def why_not_read(self) -> str | None:
        """The word for why the last reading failed; None when it went well."""
        return kind_of(self.trouble)

    @property
    def unread_dates(self) -> list[date]:
        """The dates of events that the last reading could not read, as far as it could tell."""
        return dates_of(self.trouble)

    @property
    def readable_at(self) -> datetime | None:
        """When it may be read again; None: at once."""
        return self.checked_at and self.checked_at + READ_AGAIN

    def counts_at(self, now: datetime) -> bool:
        """Whether what it said last still takes time."""
        return self.good_at is not None and self.good_at > now - GOOD_FOR


class CalendarWish(msgspec.Struct, frozen=True):
    """What an owner wants: an address that `calendar_address` has checked, and which days count."""

    address: str
    ignores_all_day: bool


_owner = bindparam("owner_id", type_=Text)
_is_in = and_(BusyCalendar.user_id == _owner, BusyCalendar.address_encrypted.is_not(None))
_counts = or_(not_(ExternalBusy.is_all_day), not_(BusyCalendar.ignores_all_day))
_ahead = (
    select(func.count())
    .where(
        ExternalBusy.mentor_id == BusyCalendar.user_id,
        ExternalBusy.ends_at > bindparam("now"),
        _counts,
    )
    .correlate(BusyCalendar)
    .scalar_subquery()
)
_FIND = rows(
    select(
        BusyCalendar.masked,
        BusyCalendar.ignores_all_day,
        BusyCalendar.created_at,
        BusyCalendar.checked_at,
        BusyCalendar.good_at,
        BusyCalendar.trouble,
        BusyCalendar.lapsed_at,
        BusyCalendar.unread,
        _ahead.label("busy_count"),
    ).where(_is_in),
    OwnCalendar,
)
_ADDRESS = scalar(select(BusyCalendar.address_encrypted).where(_is_in), bytes)
# Everything that was known of another address; `checked_at` stays, and with it the 15 minutes.
_unknown: dict[str, Any] = {
    **dict.fromkeys(
        ("etag", "last_modified", "good_at", "read_at", "read_zone", "trouble", "lapsed_at"), null()
    ),
    "unread": 0,
    "failures": 0,
}
_put = insert(BusyCalendar).values(
    user_id=_owner,
    address_encrypted=bindparam("box"),
    masked=bindparam("shown"),
    ignores_all_day=bindparam("ignores", type_=Boolean),
    created_at=bindparam("now"),
)
_PUT = scalar(
    _put.on_conflict_do_update(
        index_elements=[BusyCalendar.user_id],
        set_={
            **{
                name: _put.excluded[name]
                for name in ("address_encrypted", "masked", "ignores_all_day", "created_at")
            },
            **_unknown,
        },
    ).returning(BusyCalendar.checked_at),
    datetime,
)
_IGNORE = scalar(
    update(BusyCalendar)
    .where(_is_in, BusyCalendar.ignores_all_day != bindparam("ignores", type_=Boolean))
    .values(ignores_all_day=bindparam("ignores", type_=Boolean))
    .returning(BusyCalendar.user_id),
    str,
)
_TAKE_OUT = command(
    update(BusyCalendar).where(_is_in).values(address_encrypted=null(), masked="", **_unknown)
)
_FORGET_TIMES = command(delete(ExternalBusy).where(ExternalBusy.mentor_id == _owner))


class NoCalendar(NotFound):
    code = "no_busy_calendar"
    sentence = say("Aucun agenda externe n'est relié. Indiquez d'abord son adresse.")


class ReadRecently(Conflict):
    code = "read_recently"
    sentence = say(
        "Un agenda s'actualise toutes les 15 minutes au plus. Réessayez un peu plus tard."
    )


async def find_calendar(db: Db, *, viewer: SignedIn, now: datetime) -> OwnCalendar | None:
    """The viewer's calendar elsewhere; None when there is none. Raises MentorsOnly."""
    _check_mentor(viewer)
    return await db.find(_FIND, owner_id=viewer.id, now=now)


async def put_calendar(
    db: Db, wish: CalendarWish, *, viewer: SignedIn, now: datetime, secret_keys: tuple[bytes, ...]
) -> None:
    """Read the viewer's busy times from this address from now on, as soon as 15 minutes have
    passed since the last reading. Another address replaces the one before, with what it said;
    the same one again changes nothing but the days that count. Raises MentorsOnly."""
    _check_mentor(viewer)
    seal = Seal(viewer.id, ADDRESS_SEAL, secret_keys)
    known = await db.value(_ADDRESS, owner_id=viewer.id)
    same = known and opened(known, seal) == wish.address
    if same:
        await ignore_all_day(db, wish.ignores_all_day, viewer=viewer, now=now)
        return
    checked_at = await db.value(
        _PUT,
        owner_id=viewer.id,
        box=sealed(wish.address, seal),
        shown=masked(wish.address),
        ignores=wish.ignores_all_day,
        now=now,
    )
    db.later(_FORGET_TIMES, owner_id=viewer.id)
    refresh_later(db, viewer.id, run_at=checked_at and max(now, checked_at + READ_AGAIN))
    record_change(db, viewer.id, now=now)


async def ignore_all_day(
    db: Db,
    ignores: bool,  # noqa: FBT001  # it is the value
    *,
    viewer: SignedIn,
    now: datetime,
) -> None:
    """Whether events of whole days take the viewer's time; at once. Raises NoCalendar."""
    _check_mentor(viewer)
    if await db.value(_ADDRESS, owner_id=viewer.id) is None:
        raise NoCalendar
    if await db.value(_IGNORE, owner_id=viewer.id, ignores=ignores) is None:
        return  # it is so already
    record_change(db, viewer.id, now=now)


async def ask_reading(db: Db, *, viewer: SignedIn, now: datetime) -> None:
    """Have the viewer's calendar read as soon as the worker can. Raises NoCalendar, and
    ReadRecently within 15 minutes of the last time."""
    found = await find_calendar(db, viewer=viewer, now=now)
    if found is None:
        raise NoCalendar
    if found.readable_at and found.readable_at > now:
        raise ReadRecently
    refresh_later(db, viewer.id)


async def take_out_calendar(db: Db, *, viewer: SignedIn, now: datetime) -> None:
    """Forget the viewer's address and what it said; doing it twice changes nothing."""
    _check_mentor(viewer)
    forget_calendar(db, viewer.id)
    record_change(db, viewer.id, now=now)


def forget_calendar(db: Db, owner_id: str) -> None:
    """Forget somebody's address and what it said: they want it so, or they are gone."""
    db.later(_TAKE_OUT, owner_id=owner_id)
    db.later(_FORGET_TIMES, owner_id=owner_id)


def refresh_later(db: Db, owner_id: str, *, run_at: datetime | None = None) -> None:
    """Have the worker read somebody's calendar."""
    lock = f"calendar:{owner_id}"
    defer(db, REFRESH_CALENDAR, RefreshCalendar(owner_id), lock=lock, run_at=run_at)


def record_change(db: Db, owner_id: str, *, now: datetime) -> None:
    """What a calendar elsewhere takes of a mentor's time is another time now."""
    record(db, Event(kind="calendar.changed", subject=owner_id, actor=owner_id), now=now)


def _check_mentor(viewer: SignedIn) -> None:
    if viewer.role != "MENTOR":
        raise MentorsOnly
