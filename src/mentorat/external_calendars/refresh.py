"""Reading a mentor's calendar again: the worker's part.

Neither the address nor anything it answers is in an error or a log line.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.external_calendars.actions import record_change, refresh_later
from mentorat.external_calendars.ics.question import (
    BusyQuestion,
    BusyTimes,
    CalendarNotReadError,
    ReadRefusal,
)
from mentorat.external_calendars.ics.sandbox import read_in_sandbox
from mentorat.external_calendars.letters import tell_lapse
from mentorat.external_calendars.models import ADDRESS_SEAL, GOOD_FOR
from mentorat.external_calendars.readings import (
    RefreshClaim,
    due_calendars,
    note_failure,
    note_read,
    note_unchanged,
    take_turn,
)
from mentorat.external_calendars.trouble import SERVER, trouble_of
from mentorat.outbound.answer import FetchError, TooLargeError
from mentorat.outbound.fetch import FetchResult, Network, Validators, fetch
from mentorat.outbound.sealed import Seal, opened
from mentorat.schedules.wall_time import seconds_of

# From midnight to midnight UTC, so that what is cut at the edges changes once a day only.
BEHIND = timedelta(days=1)
AHEAD = timedelta(days=402)  # a schedule offers a year at most
# A server that says «unchanged» for long would let the far end of the year go unread.
READ_WHOLE = timedelta(days=7)


class RefreshContext(msgspec.Struct, frozen=True):
    """What reading needs besides the database: the way out, the key of addresses, and the site's
    own origin, which makes a UID one of ours."""

    network: Network
    secret_keys: tuple[bytes, ...]
    origin: str


async def queue_due_calendars(db: Db, *, now: datetime) -> int:
    """Leave a job for each calendar whose turn it is; how many. A second job does nothing."""
    owners = await due_calendars(db, now=now)
    for owner_id in owners:
        refresh_later(db, owner_id)
    return len(owners)


async def refresh_calendar(
    database: Database, owner_id: str, reading: RefreshContext, *, now: datetime
) -> None:
    """Keep what somebody's calendar says now, unless it was read within 15 minutes.

    No transaction is open while a stranger's server takes its time. When there is trouble, what
    was understood last goes on counting for a day after it; then its owner is told, once.
    """
    async with database.unit(writes=True) as unit:
        turn = await take_turn(Db(unit), owner_id, now=now)
    if turn is None:
        return
    try:
        fetched, times = await _read(owner_id, turn, reading, now)
    except (FetchError, CalendarNotReadError) as error:
        trouble = _trouble(error)
        async with database.unit(writes=True) as unit:
            await _note_failure(Db(unit), owner_id, turn, (reading, trouble), now=now)
        return
    async with database.unit(writes=True) as unit:
        db = Db(unit)
        if times is None:
            changed = False
            await note_unchanged(db, owner_id, turn, now=now)
        else:
            changed = bool(
                await note_read(db, owner_id, turn, (fetched.validators, times), now=now)
            )
        if changed or _counted_no_more(turn, now):
            record_change(db, owner_id, now=now)


def _trouble(error: Exception) -> str:
    if isinstance(error, CalendarNotReadError):
        return trouble_of(error.refusal)
    return trouble_of(ReadRefusal("size")) if isinstance(error, TooLargeError) else SERVER


async def _read(
    owner_id: str, turn: RefreshClaim, reading: RefreshContext, now: datetime
) -> tuple[FetchResult, BusyTimes | None]:
    address = opened(turn.box, Seal(owner_id, ADDRESS_SEAL, reading.secret_keys))
    if address is None:
        raise FetchError  # SECRET_KEY is another one: the owner puts it in again
    fetched = await fetch(address, _known(turn, now), reading.network)
    if fetched.text is None:
        return fetched, None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    question = BusyQuestion(
        text=fetched.text,
        zone=turn.zone,
        host=urlsplit(reading.origin).hostname or "localhost",
        since=seconds_of(today - BEHIND),
        until=seconds_of(today + AHEAD),
    )
    return fetched, await read_in_sandbox(question)


def _known(turn: RefreshClaim, now: datetime) -> Validators:
    """What to ask with; nothing when the same text would mean something else by now."""
    if turn.read_zone != turn.zone or turn.read_at is None or turn.read_at < now - READ_WHOLE:
        return Validators()
    return Validators(turn.etag, turn.last_modified)


async def _note_failure(
    db: Db, owner_id: str, turn: RefreshClaim, failed: tuple[RefreshContext, str], *, now: datetime
) -> None:
    reading, trouble = failed
    failure = await note_failure(db, owner_id, turn, trouble, now=now)
    if failure is None or failure.lapsed_at is None or turn.lapsed_at is not None:
        return
    record_change(db, owner_id, now=now)  # its times have just stopped counting
    await tell_lapse(db, owner_id, failure.good_until, origin=reading.origin, now=now)


def _counted_no_more(turn: RefreshClaim, now: datetime) -> bool:
    return turn.good_at is None or turn.good_at <= now - GOOD_FOR
