"""Why a booking is not made or changed."""

from collections.abc import Sequence

from mentorat.bookings.models import BookingStatus
from mentorat.errors import Conflict, Forbidden, say
from mentorat.schedules.slots import Range
from mentorat.terms import TermsChanged


class SlotRefused(Conflict):
    """The hour cannot be had; `nearest` are free starts and ends near it, in seconds."""

    def __init__(self, nearest: Sequence[Range] = ()) -> None:
        super().__init__()
        self.nearest = tuple(nearest)


class SlotTaken(SlotRefused):
    code = "slot_taken"
    sentence = say("Ce créneau vient d'être pris.")


class SlotTooClose(SlotRefused):
    code = "slot_too_close"
    sentence = say("Ce créneau est trop proche pour être encore réservé.")


class SlotNotOffered(SlotRefused):
    code = "slot_not_offered"
    sentence = say("Ce créneau n'est pas proposé.")


class MenteeBusy(Conflict):
    code = "mentee_busy"
    sentence = say("Une autre séance est déjà confirmée à cette heure.")


class TooManyRequests(Conflict):
    code = "too_many_requests"
    sentence = say("Cinq demandes attendent déjà une réponse. Attendez-en une.")


class RequestedAlready(Conflict):
    code = "requested_already"
    sentence = say("Une demande attend déjà la réponse de ce mentor.")


class PairFull(Conflict):
    code = "pair_full"
    sentence = say(
        "Entre vous, %(cap)s séances à venir sont déjà confirmées: c'est le maximum. "
        "La suivante sera possible quand l'une aura eu lieu ou sera annulée."
    )


class MenteeFull(Conflict):
    code = "mentee_full"
    sentence = say(
        "%(cap)s séances confirmées à venir sont le maximum d'un élève. "
        "La suivante sera possible quand l'une aura eu lieu ou sera annulée."
    )


class DayFull(Conflict):
    code = "day_full"
    sentence = say(
        "%(cap)s réservations en 24 heures sont le maximum, demandes comprises. "
        "Revenez demain pour la suivante."
    )


class OwnSession(Forbidden):
    code = "own_session"
    sentence = say("Vous ne pouvez pas réserver une séance avec vous-même.")


class BookingMoved(Conflict):
    code = "booking_moved"
    sentence = say("Cette réservation a changé entre-temps. Rechargez la page.")


# What is so, said to whoever wants a step that does not begin there.
STANDS = {
    BookingStatus.REQUESTED: say("Cette demande attend encore une réponse."),
    BookingStatus.CONFIRMED: say("Cette séance est confirmée."),
    BookingStatus.DECLINED: say("Cette demande a été refusée."),
    BookingStatus.EXPIRED: say("Cette demande a expiré sans réponse."),
    BookingStatus.WITHDRAWN: say("Cette demande a été retirée."),
    BookingStatus.CANCELLED: say("Cette séance a été annulée."),
    BookingStatus.COMPLETED: say("Cette séance est terminée."),
    BookingStatus.MISSED: say("Cette séance est notée comme manquée."),
}


class QuoteChanged(TermsChanged):
    code = "quote_changed"


class TooLateToMove(Conflict):
    code = "too_late_to_move"
    sentence = say("Le délai pour déplacer cette séance est passé.")


class MovedTooOften(Conflict):
    code = "moved_too_often"
    sentence = say("Cette séance a déjà été déplacée deux fois.")


class TooEarlyToMark(Conflict):
    code = "absence_not_open"
    sentence = say("Une absence se signale de dix minutes après le début à un jour après la fin.")


class MarkedAlready(Conflict):
    code = "marked_already"
    sentence = say("Cette absence est déjà signalée.")


class NothingToContest(Conflict):
    code = "nothing_to_contest"
    sentence = say("Il n'y a rien à contester ici, ou le délai de trois jours est passé.")


class TooManyProposals(Conflict):
    code = "too_many_proposals"
    sentence = say("Vous avez déjà proposé trois heures pour cette séance.")


class ProposalGone(Conflict):
    code = "proposal_gone"
    sentence = say("Cette proposition n'est plus ouverte.")


class IllnessUsed(Conflict):
    code = "illness_used"
    sentence = say("L'excuse de maladie sert une fois en 90 jours. Annulez sans elle.")


class NoteChanged(Conflict):
    code = "note_changed"
    sentence = say("Ces notes ont changé entre-temps. Les deux versions sont ci-dessous.")


class NoWayIn(Conflict):
    code = "not_open_yet"
    sentence = say("Le lieu de la séance s'ouvre dix minutes avant le début.")


class SessionBegun(Conflict):
    code = "session_begun"
    sentence = say("Cette séance a déjà commencé.")


class SomebodyLeft(Conflict):
    code = "somebody_left"
    sentence = say("L'une des deux personnes n'est plus là : rien n'est promis.")


class SameHour(Conflict):
    code = "same_hour"
    sentence = say("La séance est déjà à cette heure.")
