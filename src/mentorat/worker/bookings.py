"""Bookings: telling, reminding, ending what is overdue, people who left."""

from mentorat.bookings.automatic.auto_pause import pause_if_silent
from mentorat.bookings.automatic.ends import complete_past, expire_overdue
from mentorat.bookings.automatic.leavers import (
    decline_requests,
    end_for_everybody_gone,
    end_for_leaver,
    end_what_is_due,
)
from mentorat.bookings.jobs import (
    CANCEL_LEFT_SESSIONS,
    CHECK_SILENCE,
    CLOSE_SESSIONS,
    DECLINE_REQUESTS,
    END_FOR_LEAVER,
    EXPIRE_REQUESTS,
    REMIND_REQUEST,
    REMIND_SESSION,
    TELL_BOOKING,
    CheckSilence,
    DeclineRequests,
    EndForLeaver,
    RemindRequest,
    RemindSession,
    TellBooking,
)
from mentorat.bookings.letters.auto_pause import tell_paused, warn_silent
from mentorat.bookings.letters.notify import Context, remind_request, remind_session, tell_booking
from mentorat.calendar_feeds.actions import close_feed_of_leaver
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.directory.similar import find_similar
from mentorat.mentors.actions.switch_role import withdraw_former
from mentorat.worker.work import Work, handles


@handles(TELL_BOOKING)
async def tell_step(work: Work, step: TellBooking) -> None:
    """A booking took a step: both people are told."""
    async with work.database.unit(writes=True) as unit:
        await tell_booking(Db(unit), step.booking_id, step.sequence, context_of(work))


@handles(REMIND_SESSION)
async def remind_of_session(work: Work, which: RemindSession) -> None:
    """A session is a day or an hour away."""
    async with work.database.unit(writes=True) as unit:
        context = context_of(work)
        await remind_session(Db(unit), which.booking_id, which.starts_at, which.hours, context)


@handles(REMIND_REQUEST)
async def remind_of_request(work: Work, which: RemindRequest) -> None:
    """Half of a request's time is over."""
    async with work.database.unit(writes=True) as unit:
        mentor_id = await remind_request(Db(unit), which.booking_id, context_of(work))
        if mentor_id is not None:
            await _look_at_silence(Db(unit), mentor_id, work)


@handles(CHECK_SILENCE)
async def check_silence(work: Work, who: CheckSilence) -> None:
    """A request expired: whoever lets two people wait in vain is warned, paused, and told."""
    async with work.database.unit(writes=True) as unit:
        await _look_at_silence(Db(unit), who.mentor_id, work)


async def _look_at_silence(db: Db, mentor_id: str, work: Work) -> None:
    origin, now = work.settings.origin, work.now
    silence, is_paused = await pause_if_silent(db, mentor_id, now=now)
    if is_paused:
        await tell_paused(db, mentor_id, origin=origin, now=now)
    elif silence.is_near and silence.since is not None:
        await warn_silent(db, mentor_id, silence.since, origin=origin, now=now)


@handles(END_FOR_LEAVER)
async def end_bookings_of_leaver(work: Work, who: EndForLeaver) -> None:
    """Somebody's account is deleted or banned: their requests end, and soon their sessions. The
    calendar address of who left opens nothing any more."""
    async with work.database.unit(writes=True) as unit:
        db = Db(unit)
        close_feed_of_leaver(db, who.user_id)
        await end_for_leaver(db, who.user_id, now=work.now)


@handles(CANCEL_LEFT_SESSIONS)
async def cancel_sessions_of_leaver(work: Work, who: EndForLeaver) -> None:
    """The hold-back of somebody who left is over."""
    async with work.database.unit(writes=True) as unit:
        await end_what_is_due(Db(unit), who.user_id, now=work.now)


@handles(DECLINE_REQUESTS)
async def decline_requests_of_former_mentor(work: Work, who: DeclineRequests) -> None:
    """A mentor became Élève, or was made one: they answer no requests any more, and offer none."""
    async with work.database.unit(writes=True) as unit:
        await decline_requests(Db(unit), who.mentor_id, now=work.now)
        await withdraw_former(Db(unit), who.mentor_id, now=work.now)


@handles(EXPIRE_REQUESTS)
async def expire_requests(work: Work, _nothing: Nothing) -> None:
    """Requests whose deadline has passed end by themselves."""
    async with work.database.unit(writes=True) as unit:
        await expire_overdue(Db(unit), None, now=work.now)


@handles(CLOSE_SESSIONS)
async def close_sessions(work: Work, nothing: Nothing) -> None:
    """Sessions that are over are completed; overdue requests end, if their own job was late, and
    what is due of people who are gone."""
    async with work.database.unit(writes=True) as unit:
        await complete_past(Db(unit), now=work.now)
    async with work.database.unit(writes=True) as unit:
        await end_for_everybody_gone(Db(unit), now=work.now)
    await expire_requests(work, nothing)


def context_of(work: Work) -> Context:
    """What letters need from outside the slice."""
    origin = work.settings.origin

    async def similar(db: Db, mentor_id: str) -> list[tuple[str, str]]:
        found = await find_similar(db, mentor_id)
        return [(one.display_name, f"{origin}/mentors/{one.id}") for one in found]

    return Context(origin, work.now, similar)
