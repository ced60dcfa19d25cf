"""Jobs that the version before may still leave, in its one queue: done as today's are."""

from typing import Any

from mentorat.accounts.jobs import FETCH_USER, PUSH_ROLE
from mentorat.bookings.jobs import (
    CANCEL_LEFT_SESSIONS,
    CHECK_SILENCE,
    DECLINE_REQUESTS,
    END_FOR_LEAVER,
    EXPIRE_REQUESTS,
    REMIND_REQUEST,
    REMIND_SESSION,
    TELL_BOOKING,
)
from mentorat.db.jobs import Job
from mentorat.directory.jobs import REFRESH_MENTOR, RELINK_SKILLS
from mentorat.external_calendars.jobs import FORGET_CALENDAR, REFRESH_CALENDAR
from mentorat.mentors.jobs import CLOSE_WEEK
from mentorat.notifications.jobs import DELIVER_MESSAGE
from mentorat.worker.work import Work, perform

FORMER_QUEUE = "mentorat"

SAME = (
    *(PUSH_ROLE, FETCH_USER, REFRESH_CALENDAR, TELL_BOOKING, REMIND_SESSION, REMIND_REQUEST),
    *(CHECK_SILENCE, CANCEL_LEFT_SESSIONS, EXPIRE_REQUESTS, DELIVER_MESSAGE),
    *(REFRESH_MENTOR, RELINK_SKILLS),
)
LEAVING: tuple[Job[Any], ...] = (CLOSE_WEEK, FORGET_CALENDAR, END_FOR_LEAVER, REFRESH_MENTOR)


async def person_left(work: Work, user_id: str) -> None:
    """Somebody's account is gone."""
    for job in LEAVING:
        await perform(work, job, {"user_id": user_id})


async def person_changed(work: Work, user_id: str) -> None:
    """A mentor's name or presentation is new."""
    await perform(work, REFRESH_MENTOR, {"user_id": user_id})


async def role_changed(work: Work, user_id: str, role: str) -> None:
    """Somebody became Mentor or Élève."""
    if role == "USER":
        await perform(work, DECLINE_REQUESTS, {"mentor_id": user_id})


FORMER = {handler.__name__: handler for handler in (person_left, person_changed, role_changed)}
