"""Telling a mentor that their silence is about to pause their profile, that it has, and how to come
back."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mentorat.db.executor import Db
from mentorat.errors import say
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import find_reader

FOOTER = say("Vous recevez ce message parce que vous êtes mentor sur cette plateforme.")


class Words(NamedTuple):
    """A heading, lines, and what to do on which page; a `topic` is told once."""

    heading: str
    lines: tuple[str, ...]
    page: str
    action: str
    topic: str = ""


WARNING = Words(
    say("Des élèves attendent votre réponse"),
    (
        say(
            "Si les demandes de deux personnes expirent en 30 jours, votre profil est mis en pause."
        ),
        say(
            "Pour l'éviter, répondez à l'une d'elles : "
            "acceptez, refusez ou proposez un autre créneau."
        ),
    ),
    "/bookings",
    say("Voir les demandes"),
)
PAUSED = Words(
    say("Votre profil est en pause"),
    (
        say("Les demandes de deux personnes ont expiré sans réponse ces 30 derniers jours."),
        say(
            "Votre profil n'apparaît donc plus dans l'annuaire. "
            "Vos séances confirmées sont maintenues."
        ),
        say("Dès que vous aurez de nouveau du temps, un clic le remettra en ligne."),
    ),
    "/profile#publication",
    say("Reprendre"),
)


async def warn_silent(db: Db, mentor_id: str, since: UUID, *, origin: str, now: datetime) -> None:
    """Write to a mentor that their silence is about to pause them; once since a request."""
    words = WARNING._replace(topic=f"silence:{since}")
    await _tell(db, mentor_id, words, origin=origin, now=now)


async def tell_paused(db: Db, mentor_id: str, *, origin: str, now: datetime) -> None:
    """Write to a mentor that their silence paused them; once a day at most."""
    words = PAUSED._replace(topic=f"paused:{now.date().isoformat()}")
    await _tell(db, mentor_id, words, origin=origin, now=now)


async def _tell(db: Db, mentor_id: str, words: Words, *, origin: str, now: datetime) -> None:
    reader = await find_reader(db, mentor_id)
    if reader is None:
        return
    translate = reader_words(reader.locale)
    letter = Letter(
        heading=translate.gettext(words.heading),
        lines=[translate.gettext(line) for line in words.lines],
        link=f"{origin}{words.page}",
        action=translate.gettext(words.action),
        footer=translate.gettext(FOOTER),
    )
    await post_message(db, draft_of(letter, reader, topic=words.topic), now=now)
