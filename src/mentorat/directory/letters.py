"""Telling who asked that a mentor has time again, or that somebody fits their search."""

from datetime import datetime
from typing import NamedTuple

from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.directory.actions.ask_alert import BATCH, WaitingMember, take_waiting
from mentorat.directory.actions.ask_search_alert import end_search_alert, note_look
from mentorat.directory.cards import name_of, next_slot
from mentorat.directory.chips import chips_of
from mentorat.directory.fitting import can_ever_fit, who_fits
from mentorat.directory.jobs import TELL_FREE_TIME, TellFreeTime
from mentorat.directory.queries.kept import find_card
from mentorat.directory.queries.mentors import NOBODY, MentorRow
from mentorat.directory.queries.search_alerts import SearchAlertRow
from mentorat.directory.schemas import MentorCard
from mentorat.directory.search.criteria import read_criteria, search_path
from mentorat.directory.search.parameters import Search
from mentorat.errors import say
from mentorat.mentors.queries import list_skills
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, LetterButton, LetterFace, draft_of, reader_words
from mentorat.notifications.queries import Reader, find_reader
from mentorat.web.language import Translator
from mentorat.web.moments import moment_text, zone_text

HEADING = say("%(name)s a de nouveau un créneau libre")
HOUR = say("Le premier : %(moment)s (%(zone)s).")
ONCE = say("La première réservation l'emporte.")
ACTION = say("Réserver ce créneau")
FOOTER = say("Vous avez demandé cette alerte. Elle n'est envoyée qu'une fois.")

SOMEBODY = say("Un mentor correspond à votre recherche")
SEARCHED = say("Vous cherchiez : %(criteria)s.")
WITH_HOUR = say("%(name)s, premier créneau libre : %(moment)s (%(zone)s).")
WITHOUT_HOUR = say("%(name)s, sans créneau libre pour le moment.")
SEE = say("Voir les mentors")
OTHERS = say("Mes autres alertes")
NAMED_MAX = 3


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
    name = name_of(mentor) or translate.gettext("Mentor")
    letter = Letter(
        heading=translate.gettext(HEADING, name=name),
        face=LetterFace(mentor.id, name, mentor.image_url),
        lines=[translate.gettext(HOUR, **when), translate.gettext(ONCE)],
        link=f"{hour.origin}/bookings/new?mentor={mentor.id}&slot={at}",
        action=translate.gettext(ACTION),
        footer=translate.gettext(FOOTER),
    )
    topic = f"free_time:{mentor.id}:{one.asked_at.isoformat()}"
    await post_message(db, draft_of(letter, reader, topic=topic), now=now)


async def tell_search(db: Db, alert: SearchAlertRow, *, origin: str, now: datetime) -> None:
    """Write to who waits for somebody to fit their search that there is somebody, and forget that
    they waited; without anybody they go on waiting, unless the time they wanted is over."""
    search = read_criteria(alert.criteria)
    reader = await find_reader(db, alert.member_id)
    if search is None or reader is None or not can_ever_fit(search, now=now):
        await end_search_alert(db, alert.id)
        return
    locale = reader_words(reader.locale).locale
    found = await who_fits(db, search, besides=alert.member_id, locale=locale, now=now)
    if not found:
        note_look(db, alert.id, now=now)
    elif await end_search_alert(db, alert.id):
        words = await _criteria_words(db, search, reader_words(reader.locale))
        letter = _search_letter(found[:NAMED_MAX], reader, words, f"{origin}{search_path(search)}")
        draft = draft_of(letter, reader, topic=f"search:{alert.id}")
        await post_message(db, draft, now=now)


async def _criteria_words(db: Db, search: Search, translate: Translator) -> str:
    chips = chips_of(search, await list_skills(db), translate, lambda **_: "")
    return " · ".join(chip.words for chip in chips) or translate.gettext("tous les mentors")


def _search_letter(found: list[MentorCard], reader: Reader, criteria: str, link: str) -> Letter:
    translate, zone = reader_words(reader.locale), reader.timezone or "UTC"
    origin = link.partition("/mentors")[0]
    first = found[0]
    return Letter(
        heading=translate.gettext(SOMEBODY),
        lines=[
            translate.gettext(SEARCHED, criteria=criteria),
            *(_mentor_line(card, zone, translate) for card in found),
        ],
        link=link,
        action=translate.gettext(SEE),
        footer=translate.gettext(FOOTER),
        face=LetterFace(first.id, first.display_name, first.image_url),
        buttons=[
            LetterButton(translate.gettext(OTHERS), f"{origin}/mentors?saved=yes#searches"),
        ],
    )


def _mentor_line(card: MentorCard, zone: str, translate: Translator) -> str:
    name = card.display_name or translate.gettext("Mentor")
    if card.next_slot is None:
        return translate.gettext(WITHOUT_HOUR, name=name)
    starts_at = card.next_slot.starts_at
    return translate.gettext(
        WITH_HOUR,
        name=name,
        moment=moment_text(starts_at, zone, translate.locale),
        zone=zone_text(zone, starts_at, translate.locale),
    )
