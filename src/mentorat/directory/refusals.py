"""Why a mentor is not kept."""

from mentorat.errors import Conflict, say


class TooManyKept(Conflict):
    code = "too_many_kept"
    sentence = say("Cent mentors au plus. Retirez-en un d'abord.")


class HasFreeTime(Conflict):
    code = "has_free_time"
    sentence = say("Une heure est déjà libre : il n'y a rien à attendre.")


class TooManySearches(Conflict):
    code = "too_many_searches"
    sentence = say("Dix recherches au plus. Retirez-en une d'abord.")


class SomebodyFits(Conflict):
    code = "somebody_fits"
    sentence = say("Quelqu'un correspond déjà : il n'y a rien à attendre.")


class NoSuchHour(Conflict):
    code = "no_such_hour"
    sentence = say("Ces heures sont passées : il n'y a rien à attendre.")
