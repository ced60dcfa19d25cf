"""Refusals about the request itself, before any rule of the product was asked."""

import math
from typing import ClassVar

from mentorat.errors import NotFound, Refusal, say

STATUS_SENTENCES = {
    400: say("La requête est mal formée."),
    404: NotFound.sentence,
    405: say("Cette adresse n'accepte pas cette méthode."),
    408: say("L'envoi a pris trop de temps. Réessayez."),
    413: say("Le contenu envoyé est trop volumineux."),
    415: say("Ce format n'est pas accepté ici."),
    421: say("Ce nom d'hôte n'est pas reconnu."),
    500: say("Une erreur est survenue de notre côté. Elle a été enregistrée."),
}


class EdgeRefusal(Refusal):
    """A refusal about the request itself, before any rule of the product was asked."""

    status: ClassVar[int] = 400


class MalformedRequest(EdgeRefusal):
    code = "malformed"
    sentence = STATUS_SENTENCES[400]


class TooLarge(EdgeRefusal):
    code = "too_large"
    sentence = STATUS_SENTENCES[413]
    status = 413


class TooSlow(EdgeRefusal):
    code = "too_slow"
    sentence = STATUS_SENTENCES[408]
    status = 408


class UnsupportedMedia(EdgeRefusal):
    code = "unsupported_media_type"
    sentence = STATUS_SENTENCES[415]
    status = 415


class RateExceeded(EdgeRefusal):
    """Too many requests in a minute; raised before anything of the request has run."""

    code = "rate_exceeded"
    sentence = say("Trop de requêtes en une minute. Réessayez dans %(seconds)s s.")
    status = 429

    def __init__(self, seconds_left: float) -> None:
        self.retry_after_seconds = max(1, math.ceil(seconds_left))
        super().__init__(seconds=self.retry_after_seconds)
