"""Who reacts to what happened. Each reaction is a job of its own: one that fails holds up no other,
and a worker that dies between two of them has lost neither.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from mentorat.accounts.jobs import PUSH_ROLE, PushRole
from mentorat.blog.jobs import CLOSE_AUTHOR, TELL_POST, CloseAuthor, TellPost
from mentorat.bookings.jobs import (
    CHECK_SILENCE,
    DECLINE_REQUESTS,
    END_FOR_LEAVER,
    TELL_BOOKING,
    CheckSilence,
    DeclineRequests,
    EndForLeaver,
    TellBooking,
)
from mentorat.db.jobs import Job, Nothing
from mentorat.directory.jobs import REFRESH_MENTOR, RELINK_SKILLS, RefreshMentor
from mentorat.events.queries import EventRow
from mentorat.external_calendars.jobs import FORGET_CALENDAR, ForgetCalendar
from mentorat.mentors.jobs import CLOSE_WEEK, CloseWeek
from mentorat.webhooks.jobs import WRITE_WEBHOOKS, WriteWebhooks
from mentorat.webhooks.payloads import teller_of


class Reaction(NamedTuple):
    """A job that an event leaves; those of one lock run in order."""

    job: Job[Any]
    arguments: msgspec.Struct
    lock: str | None = None


class Subscriber(NamedTuple):
    """Which kinds of events, with `*` for any, lead to which job; None leaves none."""

    kinds: str
    react: Callable[[EventRow], Reaction | None]


def letters(event: EventRow) -> Reaction | None:
    """Both people of a booking read of each step, in order."""
    if event.sequence is None:
        return None
    step = TellBooking(UUID(event.subject), event.sequence)
    return Reaction(TELL_BOOKING, step, lock=f"booking:{event.subject}")


def search_of_booking(event: EventRow) -> Reaction | None:
    """A step changes what its mentor still offers."""
    mentor_id = event.field("mentorId")
    return search(mentor_id) if mentor_id else None


def search_of_person(event: EventRow) -> Reaction:
    """A mentor is found by what changed about them."""
    return search(event.subject)


def search(mentor_id: str) -> Reaction:
    """What search reads of a mentor is worked out anew."""
    return Reaction(REFRESH_MENTOR, RefreshMentor(mentor_id), lock=f"mentor:{mentor_id}")


def silence(event: EventRow) -> Reaction | None:
    """Whoever lets requests expire is looked at."""
    mentor_id = event.field("mentorId")
    return Reaction(CHECK_SILENCE, CheckSilence(mentor_id)) if mentor_id else None


def role_at_clerk(event: EventRow) -> Reaction:
    """Clerk shows others which role was chosen here."""
    return Reaction(PUSH_ROLE, PushRole(event.subject), lock=f"push_role:{event.subject}")


def requests_to_former_mentor(event: EventRow) -> Reaction | None:
    """Who is no mentor any more answers no requests."""
    if event.field("role") != "USER":
        return None
    return Reaction(DECLINE_REQUESTS, DeclineRequests(event.subject), lock=event.subject)


def letters_of_post(event: EventRow) -> Reaction:
    """Whoever should know of a step of an article reads of it, in order."""
    return Reaction(TELL_POST, TellPost(event.id), lock=f"post:{event.subject}")


def articles(event: EventRow) -> Reaction:
    """Readers see the articles of who is here, and of who left what they chose to leave."""
    return Reaction(CLOSE_AUTHOR, CloseAuthor(event.subject), lock=f"author:{event.subject}")


def other_programs(event: EventRow) -> Reaction | None:
    """Programs that asked for it are told, of one subject in order."""
    if teller_of(event.kind) is None:
        return None
    return Reaction(WRITE_WEBHOOKS, WriteWebhooks(event.id), lock=f"webhook:{event.subject}")


SUBSCRIBERS = (
    Subscriber("booking.*", letters),
    Subscriber("booking.*", search_of_booking),
    Subscriber("booking.expired", silence),
    Subscriber("profile.*", search_of_person),
    Subscriber("calendar.changed", search_of_person),
    Subscriber("user.changed", search_of_person),
    Subscriber("user.onboarded", role_at_clerk),
    Subscriber("role.changed", role_at_clerk),
    Subscriber("role.changed", requests_to_former_mentor),
    Subscriber("role.changed", search_of_person),
    Subscriber("user.left", lambda event: Reaction(CLOSE_WEEK, CloseWeek(event.subject))),
    Subscriber("user.left", lambda event: Reaction(FORGET_CALENDAR, ForgetCalendar(event.subject))),
    Subscriber("user.left", lambda event: Reaction(END_FOR_LEAVER, EndForLeaver(event.subject))),
    Subscriber("user.left", search_of_person),
    Subscriber("user.banned", lambda event: Reaction(END_FOR_LEAVER, EndForLeaver(event.subject))),
    Subscriber("user.banned", search_of_person),
    Subscriber("user.unbanned", search_of_person),
    Subscriber("post.*", letters_of_post),
    Subscriber("user.left", articles),
    Subscriber("user.banned", articles),
    Subscriber("user.unbanned", articles),
    Subscriber("skill.*", lambda _event: Reaction(RELINK_SKILLS, Nothing())),
    Subscriber("*", other_programs),
)


def reactions(event: EventRow) -> Iterator[Reaction]:
    """The jobs that an event leaves, in the order of the list."""
    for subscriber in SUBSCRIBERS:
        if fnmatchcase(event.kind, subscriber.kinds):
            reaction = subscriber.react(event)
            if reaction is not None:
                yield reaction
