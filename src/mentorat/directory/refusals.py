"""Why a mentor is not kept."""

from mentorat.errors import Conflict, say


class TooManyKept(Conflict):
    code = "too_many_kept"
    sentence = say("Cent favoris au maximum. Retirez-en un d'abord.")


class HasFreeTime(Conflict):
    code = "has_free_time"
    sentence = say("Un créneau est déjà libre : réservez-le sans attendre.")
