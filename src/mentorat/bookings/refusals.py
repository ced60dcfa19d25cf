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
    sentence = say("Il est trop tard pour réserver ce créneau. Choisissez-en un autre.")


class SlotNotOffered(SlotRefused):
    code = "slot_not_offered"
    sentence = say("Ce créneau n'est pas proposé. Choisissez-en un autre.")


class MenteeBusy(Conflict):
    code = "mentee_busy"
    sentence = say("Une autre séance est déjà confirmée sur ce créneau. Choisissez-en un autre.")


class TooManyRequests(Conflict):
    code = "too_many_requests"
    sentence = say(
        "Cinq demandes attendent déjà une réponse. Attendez-en une, ou retirez une demande."
    )


class RequestedAlready(Conflict):
    code = "requested_already"
    sentence = say(
        "Ce mentor a déjà une demande de votre part. Attendez sa réponse, ou retirez la demande."
    )


class PairFull(Conflict):
    code = "pair_full"
    sentence = say(
        "Entre vous, le maximum de %(cap)s séances confirmées à venir est atteint. "
        "Une autre sera possible quand l'une d'elles aura eu lieu ou sera annulée."
    )


class MenteeFull(Conflict):
    code = "mentee_full"
    sentence = say(
        "Chaque élève peut avoir %(cap)s séances confirmées à venir au maximum. "
        "Une autre sera possible quand l'une d'elles aura eu lieu ou sera annulée."
    )


class DayFull(Conflict):
    code = "day_full"
    sentence = say(
        "Le maximum est de %(cap)s réservations en 24 heures, demandes comprises. Revenez demain."
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
    BookingStatus.MISSED: say("Cette séance est enregistrée comme manquée."),
}


class QuoteChanged(TermsChanged):
    code = "quote_changed"


class TooLateToMove(Conflict):
    code = "too_late_to_move"
    sentence = say("Il est trop tard pour déplacer cette séance. Proposez plutôt un autre créneau.")


class MovedTooOften(Conflict):
    code = "moved_too_often"
    sentence = say("Cette séance a déjà été déplacée deux fois, le maximum.")


class TooEarlyToMark(Conflict):
    code = "absence_not_open"
    sentence = say(
        "Une absence peut être signalée de dix minutes après le début à 24 heures après la fin."
    )


class MarkedAlready(Conflict):
    code = "marked_already"
    sentence = say("Cette absence est déjà signalée.")


class NothingToContest(Conflict):
    code = "nothing_to_contest"
    sentence = say("Aucune absence à contester, ou le délai de trois jours est passé.")


class TooManyProposals(Conflict):
    code = "too_many_proposals"
    sentence = say("Vous avez déjà proposé trois créneaux pour cette séance, le maximum.")


class ProposalGone(Conflict):
    code = "proposal_gone"
    sentence = say("Cette proposition n'est plus valable.")


class IllnessUsed(Conflict):
    code = "illness_used"
    sentence = say(
        "La maladie peut être invoquée une fois tous les 90 jours. Décochez la case pour annuler."
    )


class NoteChanged(Conflict):
    code = "note_changed"
    sentence = say("Ces notes ont changé entre-temps. Les deux versions sont ci-dessous.")


class NoWayIn(Conflict):
    code = "not_open_yet"
    sentence = say("Vous pourrez rejoindre la séance dix minutes avant le début.")


class SessionBegun(Conflict):
    code = "session_begun"
    sentence = say("Cette séance a déjà commencé.")


class SomebodyLeft(Conflict):
    code = "somebody_left"
    sentence = say(
        "L'une des deux personnes n'est plus membre : la séance ne peut pas être confirmée."
    )


class SameHour(Conflict):
    code = "same_hour"
    sentence = say("La séance est déjà prévue sur ce créneau.")
