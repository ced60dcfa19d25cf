"""The lines of a message about a booking: when, what for, what it costs, what to do now."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import CONTEST_WITHIN
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.errors import say
from mentorat.web.language import Translator
from mentorat.web.moments import clock_text, moment_text, money_text, offset_text, zone_text

Side = Literal["mentor", "mentee"]

# What a session is called in a calendar, where its hour stands beside it.
SESSION_WITH = say("Séance avec %(other)s")
SESSION = say("Séance")

INVITES = frozenset({"book", "accept", "move"})
SHOWS_PLACE = INVITES | {"remind"}

REASONS = {
    "no_time": say("Votre mentor manque de temps en ce moment."),
    "not_my_field": say("Votre demande sort du domaine de ce mentor."),
    "better_elsewhere": say("Ce mentor pense que quelqu'un d'autre vous aidera mieux."),
}


def side_of(booking: BookingRow, user_id: str) -> Side:
    """On which side of a booking one of its two people is."""
    return "mentor" if user_id == booking.mentor_id else "mentee"


class BookingLetter(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell of a booking; `topic` makes telling it twice telling it once. `similar` are
    names and addresses of mentors who may help instead."""

    kind: str
    booking: BookingRow
    topic: str
    sequence: int
    actor: str
    details: dict[str, Any]
    similar: list[tuple[str, str]]
    origin: str
    now: datetime


def mail_lines(told: BookingLetter, zone: str, side: Side, translate: Translator) -> list[str]:
    """What a message says below its heading, in the reader's language and time zone."""
    booking, locale, _ = told.booking, translate.locale, translate.gettext
    ends = clock_text(booking.ends_at, zone, locale)
    when = f"{moment_text(booking.starts_at, zone, locale)}–{ends}"
    lines = [f"{when} ({zone_text(zone, booking.starts_at, locale)})"]
    lines += _what_now(told, zone, translate)
    if booking.note:
        lines.append(_("Objectif : %(note)s", note=booking.note))
    if booking.price_cents and booking.status in {BookingStatus.REQUESTED, BookingStatus.CONFIRMED}:
        amount = money_text(booking.price_cents, booking.currency, locale)
        lines.append(_("Prix : %(amount)s, à régler directement entre vous.", amount=amount))
    if booking.meeting_place and told.kind in SHOWS_PLACE:
        lines.append(_("Lieu : %(place)s", place=booking.meeting_place))
    sentence = REASONS.get(told.details.get("why", "")) if told.kind == "decline" else None
    if sentence:
        lines.append(translate.gettext(sentence))
    if booking.reason and told.kind in {"decline", "cancel"}:
        lines.append(booking.reason)
    if told.similar and side == "mentee":
        lines.append(_("D'autres mentors peuvent vous aider ; leurs pages sont plus bas."))
    return lines


def zoned_text(moment: datetime, zone: str, locale: str) -> str:
    """«jeudi 26 novembre, 18:00 (UTC+01:00)»: read anywhere, each hour says where."""
    return f"{moment_text(moment, zone, locale)} ({offset_text(zone, moment)})"


def _what_now(told: BookingLetter, zone: str, translate: Translator) -> list[str]:
    booking, details, _ = told.booking, told.details, translate.gettext

    def at(moment: datetime) -> str:
        return zoned_text(moment, zone, translate.locale)

    if told.kind in {"request", "remind_request"} and booking.expires_at:
        return [_("Réponse attendue avant le %(moment)s", moment=at(booking.expires_at))]
    if told.kind == "propose":
        proposed = datetime.fromisoformat(details["proposed"])
        until = datetime.fromisoformat(details["expiresAt"])
        return [
            _("Créneau proposé : %(moment)s", moment=at(proposed)),
            _("La séance garde son créneau actuel tant que vous n'avez pas accepté."),
            _("Réponse attendue avant le %(moment)s", moment=at(until)),
        ]
    if told.kind == "absence":
        until = told.now + CONTEST_WITHIN
        return [
            _(
                "Si vous étiez là, contestez cette absence sur la page de la réservation "
                "avant le %(moment)s.",
                moment=at(until),
            )
        ]
    if told.kind == "contest":
        return [_("L'équipe lira vos deux versions et décidera.")]
    return _decided(told, translate) if told.kind == "settle" else []


def _decided(told: BookingLetter, translate: Translator) -> list[str]:
    booking, details, _ = told.booking, told.details, translate.gettext
    absent = (bool(details.get("mentor")), bool(details.get("mentee")))
    result = {
        (False, False): _("La séance compte comme tenue."),
        (True, False): _("L'absence du mentor est retenue."),
        (False, True): _("L'absence de l'élève est retenue."),
        (True, True): _("Les deux absences sont retenues."),
    }[absent]
    due = money_text(booking.due_cents or 0, booking.currency, translate.locale)
    if not booking.price_cents:
        return [result]
    is_due = bool(booking.due_cents)
    return [result, _("Reste dû : %(amount)s.", amount=due) if is_due else _("Rien n'est dû.")]
