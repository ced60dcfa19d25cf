"""Telling a mentor that their calendar elsewhere does not count any more."""

from datetime import datetime

from mentorat.db.executor import Db
from mentorat.errors import say
from mentorat.notifications.actions import NewMessage, post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import Reader, find_reader

SUBJECT = say("Votre agenda externe n'est plus lisible")
LINES = (
    say(
        "Depuis plus d'un jour, l'adresse indiquée ne renvoie plus d'agenda lisible. Ses heures "
        "occupées ne sont donc plus prises en compte : elles peuvent être réservées."
    ),
    say(
        "Vérifiez l'adresse dans votre agenda, puis enregistrez-la de nouveau ici. En attendant, "
        "nous continuons d'essayer."
    ),
)


async def tell_lapse(
    db: Db, owner_id: str, good_until: datetime, *, origin: str, now: datetime
) -> None:
    """Tell a mentor that what their calendar said stopped counting at `good_until`; once."""
    reader = await find_reader(db, owner_id)
    if reader is not None:
        await post_message(db, _draft(reader, good_until, origin), now=now)


def _draft(reader: Reader, good_until: datetime, origin: str) -> NewMessage:
    translate = reader_words(reader.locale)
    letter = Letter(
        heading=translate.gettext(SUBJECT),
        lines=[translate.gettext(line) for line in LINES],
        link=f"{origin}/availability/calendar",
        action=translate.gettext(say("Voir l'agenda externe")),
        footer=translate.gettext(
            say("Vous recevez ce message parce que vous avez relié un agenda externe.")
        ),
    )
    return draft_of(letter, reader, topic=f"calendar:{int(good_until.timestamp())}")
