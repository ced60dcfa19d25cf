"""Telling a mentor that their profile was paused, and how to come back."""

from datetime import datetime

from mentorat.db.executor import Db
from mentorat.errors import say
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import find_reader

HEADING = say("Votre profil est en pause")
LINES = (
    say("Deux demandes sont restées sans réponse ce mois-ci, et des élèves ont attendu pour rien."),
    say("Vous n'êtes donc plus dans l'annuaire. Vos séances promises restent."),
    say("Quand vous avez de nouveau du temps, un clic vous y remet."),
)
FOOTER = say("Vous recevez ce message parce que vous êtes mentor ici.")
ACTION = say("Reprendre")


async def tell_paused(db: Db, mentor_id: str, *, origin: str, now: datetime) -> None:
    """Write to a mentor that their silence paused them; once a day at most."""
    reader = await find_reader(db, mentor_id)
    if reader is None:
        return
    translate = reader_words(reader.locale)
    letter = Letter(
        heading=translate.gettext(HEADING),
        lines=[translate.gettext(line) for line in LINES],
        link=f"{origin}/profile",
        action=translate.gettext(ACTION),
        footer=translate.gettext(FOOTER),
    )
    draft = draft_of(letter, reader, topic=f"paused:{now.date().isoformat()}")
    await post_message(db, draft, now=now)
