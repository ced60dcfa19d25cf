"""Telling operators that a program wants no webhooks any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, rows
from mentorat.errors import say
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import find_reader

SUBJECT = say("Un webhook est désactivé : %(address)s")
LINES = (
    say(
        "Son destinataire a répondu « 410 Gone » : il ne veut plus rien recevoir. Plus rien ne lui "
        "est envoyé."
    ),
    say(
        "Si c'est une erreur, corrigez le destinataire, puis réactivez le webhook. Sinon, "
        "supprimez-le."
    ),
)
OF_OPERATOR = say("Vous recevez ce message parce que vous faites partie de l'équipe.")

_OPERATORS = rows(select(User.id).where(User.role == Role.ADMIN, is_here()).order_by(User.id), str)


async def tell_disabled(
    db: Db, endpoint_id: UUID, address: str, *, origin: str, now: datetime
) -> None:
    """Write to every operator that an endpoint was disabled; once for each time it is."""
    for operator in await db.all(_OPERATORS):
        reader = await find_reader(db, operator)
        if reader is None:
            continue
        translate = reader_words(reader.locale)
        letter = Letter(
            heading=translate.gettext(SUBJECT, address=address),
            lines=[translate.gettext(line) for line in LINES],
            link=f"{origin}/admin/webhooks/{endpoint_id}",
            action=translate.gettext(say("Ouvrir le webhook")),
            footer=translate.gettext(OF_OPERATOR),
        )
        topic = f"webhook:{endpoint_id}:{int(now.timestamp())}"
        await post_message(db, draft_of(letter, reader, topic=topic), now=now)
