"""Why a mentor is not kept."""

from mentorat.errors import Conflict, say


class TooManyKept(Conflict):
    code = "too_many_kept"
    sentence = say("Cent favoris au maximum. Retirez-en un d'abord.")


class HasFreeTime(Conflict):
    code = "has_free_time"
    sentence = say("Un créneau est déjà libre : réservez-le sans attendre.")


class TooManySearches(Conflict):
    code = "too_many_searches"
    sentence = say("Vous suivez déjà dix recherches. Retirez-en une d'abord.")


class SomebodyFits(Conflict):
    code = "somebody_fits"
    sentence = say("Un mentor correspond déjà à cette recherche : réservez sans attendre.")


class NoSuchHour(Conflict):
    code = "no_such_hour"
    sentence = say("Ces horaires sont passés. Choisissez une date à venir.")
