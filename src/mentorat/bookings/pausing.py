"""Telling a mentor that their profile was paused, and how to come back."""

from datetime import datetime

from mentorat.db.executor import Db
from mentorat.errors import say
from mentorat.notifications.actions import Draft, post_message
from mentorat.notifications.queries import find_reader
from mentorat.web.language import translator
from mentorat.web.rendering import environment

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
    translate = translator("en" if reader.locale == "en" else "fr")
    heading, footer = translate.gettext(HEADING), translate.gettext(FOOTER)
    lines = [translate.gettext(line) for line in LINES]
    link = f"{origin}/profile"
    page = environment().get_template("notifications/mail.html")
    shown = {"heading": heading, "lines": lines, "link": link, "footer": footer}
    draft = Draft(
        recipient_id=reader.id,
        topic=f"paused:{now.date().isoformat()}",
        subject=heading,
        body_text="\n\n".join([heading, *lines, link, "-- ", footer]) + "\n",
        body_html=page.render(locale=translate.locale, action=translate.gettext(ACTION), **shown),
    )
    await post_message(db, draft, now=now)
