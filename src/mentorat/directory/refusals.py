"""Why a mentor is not kept."""

from mentorat.errors import Conflict, say


class TooManyKept(Conflict):
    code = "too_many_kept"
    sentence = say("Cent mentors au plus. Retirez-en un d'abord.")


class HasFreeTime(Conflict):
    code = "has_free_time"
    sentence = say("Une heure est déjà libre : il n'y a rien à attendre.")
