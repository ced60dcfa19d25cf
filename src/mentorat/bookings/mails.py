"""What the two people of a booking are told after each step, in their language and time zone."""

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from mentorat.bookings.calendar_file import Event, Method, calendar_file
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.promises import BookingRow
from mentorat.errors import say
from mentorat.notifications.actions import Draft
from mentorat.notifications.queries import Reader
from mentorat.web.language import Translator, translator
from mentorat.web.moments import clock_text, moment_text, money_text, zone_text
from mentorat.web.rendering import environment

Side = Literal["mentor", "mentee"]

# What each step says to each side; a step that is not here says nothing to that side.
SUBJECTS: dict[tuple[str, Side], str] = {
    ("book", "mentor"): say("%(other)s a réservé une séance le %(moment)s"),
    ("book", "mentee"): say("Votre séance avec %(other)s, le %(moment)s"),
    ("request", "mentor"): say("%(other)s vous demande une séance le %(moment)s"),
    ("request", "mentee"): say("Votre demande à %(other)s est envoyée"),
    ("accept", "mentee"): say("%(other)s a accepté : séance le %(moment)s"),
    ("accept", "mentor"): say("C'est confirmé avec %(other)s, le %(moment)s"),
    ("decline", "mentee"): say("%(other)s ne peut pas le %(moment)s"),
    ("withdraw", "mentor"): say("%(other)s a retiré sa demande du %(moment)s"),
    ("expire", "mentee"): say("Votre demande à %(other)s est restée sans réponse"),
    ("expire", "mentor"): say("La demande de %(other)s a expiré"),
    ("cancel", "mentor"): say("Séance annulée avec %(other)s, le %(moment)s"),
    ("cancel", "mentee"): say("Séance annulée avec %(other)s, le %(moment)s"),
    ("move", "mentor"): say("Séance déplacée avec %(other)s : le %(moment)s"),
    ("move", "mentee"): say("Séance déplacée avec %(other)s : le %(moment)s"),
}
INVITES = frozenset({"book", "accept", "move"})
FORMER = say("Ancien membre")


class Told(msgspec.Struct, frozen=True):
    """A step to tell: what happened, to which booking, and when."""

    kind: str
    booking: BookingRow
    sequence: int
    origin: str
    now: datetime


def draft_for(told: Told, reader: Reader, side: Side) -> Draft | None:
    """The message of a step for one side; None when there is nothing to tell them."""
    subject = SUBJECTS.get((told.kind, side))
    if subject is None:
        return None
    translate, booking = translator("en" if reader.locale == "en" else "fr"), told.booking
    own_zone = booking.mentor_timezone if side == "mentor" else booking.mentee_timezone
    zone = reader.timezone or own_zone
    moment = moment_text(booking.starts_at, zone, translate.locale)
    heading = translate.gettext(subject, other=_other(booking, side, translate), moment=moment)
    lines = _lines(told, zone, translate)
    link = f"{told.origin}/bookings/{booking.id}"
    footer = translate.gettext(
        say("Vous recevez ce message parce que vous participez à cette réservation.")
    )
    page = environment().get_template("notifications/mail.html")
    action = translate.gettext(say("Voir la réservation"))
    shown = {"heading": heading, "lines": lines, "link": link, "action": action, "footer": footer}
    calendar = _calendar(told, heading, link)
    return Draft(
        recipient_id=reader.id,
        topic=f"booking:{booking.id}:{told.sequence}",
        subject=heading,
        body_text="\n\n".join([heading, *lines, link, "-- ", footer]) + "\n",
        body_html=page.render(locale=translate.locale, **shown),
        calendar=calendar[1] if calendar else None,
        calendar_method=calendar[0] if calendar else None,
    )


def _lines(told: Told, zone: str, translate: Translator) -> list[str]:
    booking, locale, _ = told.booking, translate.locale, translate.gettext
    ends = clock_text(booking.ends_at, zone, locale)
    when = f"{moment_text(booking.starts_at, zone, locale)}–{ends}"
    lines = [f"{when} ({zone_text(zone, booking.starts_at, locale)})"]
    if booking.note:
        lines.append(_("Objectif : %(note)s", note=booking.note))
    if booking.price_cents and booking.status != BookingStatus.DECLINED:
        amount = money_text(booking.price_cents, booking.currency, locale)
        lines.append(_("Prix : %(amount)s, à régler directement entre vous.", amount=amount))
    if booking.meeting_place and told.kind in INVITES:
        lines.append(_("Lieu : %(place)s", place=booking.meeting_place))
    if told.kind == "request" and booking.expires_at:
        until = moment_text(booking.expires_at, zone, locale)
        lines.append(_("Réponse attendue avant le %(moment)s", moment=until))
    if booking.reason and told.kind in {"decline", "cancel"} and booking.reason != "left":
        lines.append(booking.reason)
    return lines


def _calendar(told: Told, summary: str, link: str) -> tuple[Method, str] | None:
    """The invitation that a step sends or takes back; the same UID for life."""
    booking = told.booking
    if told.kind not in INVITES and told.kind != "cancel":
        return None
    is_cancelled = told.kind == "cancel"
    method: Method = "CANCEL" if is_cancelled else "REQUEST"
    event = Event(
        booking_id=booking.id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        sequence=told.sequence,
        summary=summary,
        description=booking.note or "",
        location=booking.meeting_place or "",
        url=link,
        is_cancelled=is_cancelled,
    )
    host = urlsplit(told.origin).hostname or "localhost"
    return method, calendar_file([event], method=method, host=host, now=told.now)


def _other(booking: BookingRow, side: Side, translate: Translator) -> str:
    names = (
        (booking.mentee_first_name, booking.mentee_last_name)
        if side == "mentor"
        else (booking.mentor_first_name, booking.mentor_last_name)
    )
    return " ".join(name for name in names if name) or translate.gettext(FORMER)
