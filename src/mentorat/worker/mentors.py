"""Mentors: their place in the directory, their calendars elsewhere, their week."""

from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing, defer
from mentorat.directory.actions.count_directory import count_directory
from mentorat.directory.actions.refresh_mentor import published_ids, refresh_mentor
from mentorat.directory.jobs import (
    COUNT_DIRECTORY,
    REFRESH_MENTOR,
    REFRESH_MENTORS,
    RELINK_SKILLS,
    TELL_FREE_TIME,
    TELL_SEARCHES,
    RefreshMentor,
    TellFreeTime,
)
from mentorat.directory.letters import tell_free_time, tell_search
from mentorat.directory.queries.search_alerts import due_search_alerts
from mentorat.external_calendars.actions import forget_calendar
from mentorat.external_calendars.jobs import (
    FORGET_CALENDAR,
    QUEUE_CALENDARS,
    REFRESH_CALENDAR,
    ForgetCalendar,
    RefreshCalendar,
)
from mentorat.external_calendars.refresh import (
    RefreshContext,
    queue_due_calendars,
    refresh_calendar,
)
from mentorat.mentors.actions.edit_profile import close_week
from mentorat.mentors.actions.index_profile import forget_spellings
from mentorat.mentors.jobs import CLOSE_WEEK, CloseWeek
from mentorat.settings.kept_file import secret_keys
from mentorat.worker.work import Work, handles

REFRESH_PAGE = 200
LOOKS_MAX = 500  # searches of one run; the others are looked at by the next


@handles(REFRESH_MENTOR)
async def refresh_one(work: Work, who: RefreshMentor) -> None:
    """What search reads of a mentor."""
    async with work.database.unit(writes=True) as unit:
        await refresh_mentor(Db(unit), who.user_id, now=work.now)


@handles(RELINK_SKILLS)
@handles(REFRESH_MENTORS)
async def refresh_all(work: Work, _nothing: Nothing) -> None:
    """Every published mentor: their time moves on by a day, their words may lead to new skills.
    Then words that nobody says any more go."""
    after = ""
    while True:
        async with work.database.unit(writes=False) as unit:
            ids = await published_ids(Db(unit), after=after, count=REFRESH_PAGE)
        for user_id in ids:
            await refresh_one(work, RefreshMentor(user_id))
        if len(ids) < REFRESH_PAGE:
            break
        after = ids[-1]
    async with work.database.unit(writes=True) as unit:
        forget_spellings(Db(unit))


@handles(COUNT_DIRECTORY)
async def count_whole_directory(work: Work, _nothing: Nothing) -> None:
    """Every five minutes: what a directory of thousands has of each skill, language and price."""
    async with work.database.unit(writes=True) as unit:
        count_directory(Db(unit))


@handles(TELL_FREE_TIME)
async def tell_who_waits(work: Work, whose: TellFreeTime) -> None:
    """Whoever asked to be told of a mentor's next free hour."""
    async with work.database.unit(writes=True) as unit:
        await tell_free_time(Db(unit), whose.mentor_id, origin=work.settings.origin, now=work.now)


@handles(TELL_SEARCHES)
async def tell_who_searched(work: Work, _nothing: Nothing) -> None:
    """Whoever asked to be told once somebody fits a search; those who waited longest first."""
    async with work.database.unit(writes=False) as unit:
        due = await due_search_alerts(Db(unit), count=LOOKS_MAX)
    for alert in due:
        async with work.database.unit(writes=True) as unit:
            await tell_search(Db(unit), alert, origin=work.settings.origin, now=work.now)
    if len(due) == LOOKS_MAX:
        async with work.database.unit(writes=True) as unit:
            defer(Db(unit), TELL_SEARCHES, Nothing())


@handles(CLOSE_WEEK)
async def close_week_of_leaver(work: Work, who: CloseWeek) -> None:
    """Who left offers no more time."""
    async with work.database.unit(writes=True) as unit:
        close_week(Db(unit), who.user_id)


@handles(REFRESH_CALENDAR)
async def refresh_calendar_of(work: Work, who: RefreshCalendar) -> None:
    """A mentor's busy times elsewhere, as they are now."""
    settings = work.settings
    reading = RefreshContext(work.network, secret_keys(settings), settings.origin)
    await refresh_calendar(work.database, who.user_id, reading, now=work.now)


@handles(FORGET_CALENDAR)
async def forget_calendar_of_leaver(work: Work, who: ForgetCalendar) -> None:
    """Of who left, no address is kept."""
    async with work.database.unit(writes=True) as unit:
        forget_calendar(Db(unit), who.user_id)


@handles(QUEUE_CALENDARS)
async def queue_calendars(work: Work, _nothing: Nothing) -> None:
    """Every five minutes: the calendars whose turn it is."""
    async with work.database.unit(writes=True) as unit:
        await queue_due_calendars(Db(unit), now=work.now)
