"""Telling who asked that a mentor has time again."""

from datetime import datetime
from typing import NamedTuple

from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.directory.actions.ask_alert import BATCH, WaitingMember, take_waiting
from mentorat.directory.cards import name_of, next_slot
from mentorat.directory.jobs import TELL_FREE_TIME, TellFreeTime
from mentorat.directory.queries.kept import find_card
from mentorat.directory.queries.mentors import NOBODY, MentorRow
from mentorat.errors import say
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import find_reader
from mentorat.web.moments import moment_text, zone_text

HEADING = say("%(name)s a de nouveau un créneau libre")
HOUR = say("Le premier : %(moment)s (%(zone)s).")
ONCE = say("La première réservation l'emporte.")
ACTION = say("Réserver ce créneau")
FOOTER = say("Vous avez demandé cette alerte. Elle n'est envoyée qu'une fois.")


class FreeHour(NamedTuple):
    """What there is to tell: whose hour, when, and our address."""

    mentor: MentorRow
    starts_at: datetime
    origin: str


async def tell_free_time(db: Db, mentor_id: str, *, origin: str, now: datetime) -> None:
    """Write to those who wait for this mentor that they have time, and forget that they waited; a
    mentor who is full after all, or gone, leaves them waiting."""
    mentor = await find_card(db, mentor_id, viewer=NOBODY, now=now)
    hour = next_slot(mentor, now=now) if mentor else None
    if mentor is None or hour is None:
        return
    waiting = await take_waiting(db, mentor_id)
    for one in waiting:
        await _tell(db, one, FreeHour(mentor, hour.starts_at, origin), now=now)
    if len(waiting) == BATCH:
        defer(db, TELL_FREE_TIME, TellFreeTime(mentor_id), lock=f"alerts:{mentor_id}")


async def _tell(db: Db, one: WaitingMember, hour: FreeHour, *, now: datetime) -> None:
    mentor, starts_at = hour.mentor, hour.starts_at
    reader = await find_reader(db, one.member_id)
    if reader is None:
        return
    translate, zone = reader_words(reader.locale), reader.timezone or "UTC"
    when = {
        "moment": moment_text(starts_at, zone, translate.locale),
        "zone": zone_text(zone, starts_at, translate.locale),
    }
    at = starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    letter = Letter(
        heading=translate.gettext(HEADING, name=name_of(mentor) or translate.gettext("Mentor")),
        lines=[translate.gettext(HOUR, **when), translate.gettext(ONCE)],
        link=f"{hour.origin}/bookings/new?mentor={mentor.id}&slot={at}",
        action=translate.gettext(ACTION),
        footer=translate.gettext(FOOTER),
    )
    topic = f"free_time:{mentor.id}:{one.asked_at.isoformat()}"
    await post_message(db, draft_of(letter, reader, topic=topic), now=now)
