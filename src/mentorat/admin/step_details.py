"""What was written down with a step of a booking, in the operator's words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mentorat.errors import say
from mentorat.web.language import Translator
from mentorat.web.moments import moment_text

TERMS = {
    "startsAt": say("Horaire initial"),
    "proposed": say("Créneau proposé"),
    "expiresAt": say("Réponse avant"),
    "why": say("Pourquoi"),
    "absent": say("Absence de"),
    "mentor": say("Mentor"),
    "mentee": say("Élève"),
    "reason": say("Motif"),
}
MOMENTS = frozenset({"startsAt", "proposed", "expiresAt"})
WHY = {
    "overlap": say("l'élève a pris une autre séance sur ce créneau"),
    "left": say("départ ou suspension"),
    "no_time": say("pas le temps en ce moment"),
    "not_my_field": say("hors de son domaine"),
    "better_elsewhere": say("meilleure solution ailleurs"),
    "other": say("autre raison"),
}
ABSENT = {True: say("absence retenue"), False: say("aucune absence")}


class DetailReader(NamedTuple):
    """Who reads: by which clocks, in which language, and how the two people are called by id."""

    zone: str
    translate: Translator
    names: Mapping[str, str]


def detail_lines(details: Mapping[str, Any], reader: DetailReader) -> list[tuple[str, str]]:
    """Each detail as a term and its words, in the order of the terms; what we have no word for is
    told as it stands."""
    known = [name for name in TERMS if details.get(name) is not None]
    unknown = [name for name in details if name not in TERMS]
    gettext = reader.translate.gettext
    return [
        (gettext(TERMS[name]) if name in TERMS else name, _words(name, details[name], reader))
        for name in (*known, *unknown)
    ]


def _words(name: str, value: Any, reader: DetailReader) -> str:
    gettext: Callable[[str], str] = reader.translate.gettext
    if name in MOMENTS:
        return moment_text(datetime.fromisoformat(value), reader.zone, reader.translate.locale)
    if name == "why":
        return gettext(WHY[value]) if value in WHY else str(value)
    if name in {"mentor", "mentee"}:
        return gettext(ABSENT[bool(value)])
    return reader.names.get(str(value), str(value))
