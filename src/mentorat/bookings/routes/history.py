"""What happened to a booking, in sentences."""

from typing import NamedTuple

from mentorat.bookings.queries.bookings import BookingRow, EventRow
from mentorat.bookings.transitions import SYSTEM
from mentorat.errors import say
from mentorat.web.language import Translator
from mentorat.web.moments import moment_text

STEPS = {
    "book": say("Séance réservée"),
    "request": say("Séance demandée"),
    "accept": say("Demande acceptée"),
    "decline": say("Demande refusée"),
    "withdraw": say("Demande retirée"),
    "expire": say("Demande restée sans réponse"),
    "cancel": say("Séance annulée"),
    "move": say("Séance déplacée"),
    "complete": say("Séance terminée"),
    "propose": say("Autre créneau proposé"),
    "refuse_hour": say("Autre créneau refusé"),
    "absence": say("Absence signalée"),
    "contest": say("Absence contestée"),
    "settle": say("Décision rendue"),
}
YOU = say("vous")
TEAM = say("l'équipe")
BY_ITSELF = frozenset({"expire", "complete"})


class HistoryEntry(NamedTuple):
    """When, what, and by whom; nobody for what happened by itself."""

    moment: str
    words: str
    who: str


class HistoryReader(NamedTuple):
    """Who reads: one of the two people, by which clocks, in which language."""

    id: str
    zone: str
    translate: Translator


def history_of(
    booking: BookingRow, events: list[EventRow], reader: HistoryReader
) -> list[HistoryEntry]:
    """A booking's steps as one of its two people reads them; what an operator did is the team's."""
    translate = reader.translate
    names = {
        booking.mentor_id: booking.mentor_first_name,
        booking.mentee_id: booking.mentee_first_name,
    }

    def who(event: EventRow) -> str:
        if event.kind in BY_ITSELF or event.actor == SYSTEM:
            return ""
        if event.actor == reader.id:
            return translate.gettext(YOU)
        return names.get(event.actor, translate.gettext(TEAM)) or ""

    return [
        HistoryEntry(
            moment_text(event.happened_at, reader.zone, translate.locale),
            translate.gettext(STEPS[event.kind]) if event.kind in STEPS else event.kind,
            who(event),
        )
        for event in events
    ]
