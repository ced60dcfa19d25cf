"""What the two people of a booking are told after each step, in their language and time zone."""

import msgspec

from mentorat.bookings.letters.buttons import face_of, letter_buttons
from mentorat.bookings.letters.ics import CalendarPerson, IcsEvent, Method, calendar_file
from mentorat.bookings.letters.lines import (
    INVITES,
    SESSION_WITH,
    BookingLetter,
    Side,
    mail_lines,
    zoned_text,
)
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.errors import say
from mentorat.notifications.actions import NewMessage
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import Reader
from mentorat.notifications.sender import host_of, sender_address
from mentorat.web.language import Translator

PROPOSED = say("%(other)s propose de déplacer la séance du %(moment)s")
KEPT = say("%(other)s préfère maintenir la séance du %(moment)s")
ABSENT = say("%(other)s signale votre absence à la séance du %(moment)s")
CONTESTED = say("%(other)s conteste l'absence signalée pour le %(moment)s")
SETTLED = say("Décision sur la séance du %(moment)s avec %(other)s")
REMINDER = say("Rappel : séance avec %(other)s, le %(moment)s")
# What each step says to each side; a step that is not here says nothing to that side.
SUBJECTS: dict[tuple[str, Side], str] = {
    ("book", "mentor"): say("%(other)s a réservé une séance le %(moment)s"),
    ("book", "mentee"): say("Votre séance avec %(other)s, le %(moment)s"),
    ("request", "mentor"): say("%(other)s vous demande une séance le %(moment)s"),
    ("request", "mentee"): say("Votre demande à %(other)s est envoyée"),
    ("accept", "mentee"): say("%(other)s a accepté : séance le %(moment)s"),
    ("accept", "mentor"): say("Séance confirmée avec %(other)s le %(moment)s"),
    ("decline", "mentee"): say("%(other)s n'est pas disponible le %(moment)s"),
    ("withdraw", "mentor"): say("%(other)s a retiré sa demande du %(moment)s"),
    ("expire", "mentee"): say("Votre demande à %(other)s est restée sans réponse"),
    ("expire", "mentor"): say("La demande de %(other)s a expiré"),
    ("cancel", "mentor"): say("Séance avec %(other)s annulée : le %(moment)s"),
    ("cancel", "mentee"): say("Séance avec %(other)s annulée : le %(moment)s"),
    ("move", "mentor"): say("Séance avec %(other)s déplacée au %(moment)s"),
    ("move", "mentee"): say("Séance avec %(other)s déplacée au %(moment)s"),
    ("propose", "mentor"): PROPOSED,
    ("propose", "mentee"): PROPOSED,
    ("refuse_hour", "mentor"): KEPT,
    ("refuse_hour", "mentee"): KEPT,
    ("absence", "mentor"): ABSENT,
    ("absence", "mentee"): ABSENT,
    ("contest", "mentor"): CONTESTED,
    ("contest", "mentee"): CONTESTED,
    ("settle", "mentor"): SETTLED,
    ("settle", "mentee"): SETTLED,
    ("remind", "mentor"): REMINDER,
    ("remind", "mentee"): REMINDER,
    ("remind_request", "mentor"): say("%(other)s attend votre réponse pour le %(moment)s"),
}
# These are told to the other one alone.
NOT_TO_ACTOR = frozenset({"propose", "refuse_hour", "absence", "contest"})
FORMER = say("Compte supprimé")
METHODS: dict[str, Method] = {**dict.fromkeys(INVITES, "REQUEST"), "cancel": "CANCEL"}


def draft_for(told: BookingLetter, reader: Reader, side: Side) -> NewMessage | None:
    """The message of a step for one side; None when there is nothing to tell them."""
    subject = SUBJECTS.get((told.kind, side))
    if subject is None or (told.kind in NOT_TO_ACTOR and reader.id == told.actor):
        return None
    translate, booking = reader_words(reader.locale), told.booking
    own_zone = booking.mentor_timezone if side == "mentor" else booking.mentee_timezone
    zone = reader.timezone or own_zone
    moment = zoned_text(booking.starts_at, zone, translate.locale)
    heading = translate.gettext(subject, other=_other(booking, side, translate), moment=moment)
    link = f"{told.origin}/bookings/{booking.id}"
    letter = Letter(
        heading=heading,
        lines=mail_lines(told, zone, side, translate),
        link=link,
        action=translate.gettext(say("Voir la réservation")),
        footer=translate.gettext(
            say("Vous recevez ce message parce que vous participez à cette réservation.")
        ),
        face=face_of(booking, side, _other(booking, side, translate)),
        buttons=letter_buttons(told, side, translate),
    )
    method = METHODS.get(told.kind) if reader.email else None
    return msgspec.structs.replace(
        draft_of(letter, reader, topic=told.topic),
        thread=str(booking.id),
        calendar=_calendar(told, reader, side, method=method) if method else None,
        calendar_method=method,
    )


def _calendar(told: BookingLetter, reader: Reader, side: Side, *, method: Method) -> str:
    """The invitation that a step sends or takes back; the same UID for life. Of the other one it
    tells the name, never an address."""
    booking, translate = told.booking, reader_words(reader.locale)
    event = msgspec.structs.replace(
        session_event(booking, side, translate, origin=told.origin),
        sequence=told.sequence,
        is_cancelled=method == "CANCEL",
        attendee=CalendarPerson(_name(booking, side, translate), reader.email or ""),
    )
    return calendar_file([event], method=method, host=host_of(told.origin), now=told.now)


def session_event(
    booking: BookingRow, side: Side, translate: Translator, *, origin: str
) -> IcsEvent:
    """A session as the calendar of one side shows it, by mail or by hand: the same UID for life."""
    return IcsEvent(
        booking_id=booking.id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        sequence=booking.sequence,
        summary=translate.gettext(SESSION_WITH, other=_other(booking, side, translate)),
        description=booking.note or "",
        location=booking.meeting_place or "",
        url=f"{origin}/bookings/{booking.id}",
        organizer=CalendarPerson(_name(booking, "mentor", translate), sender_address(origin)),
    )


def _other(booking: BookingRow, side: Side, translate: Translator) -> str:
    return _name(booking, "mentee" if side == "mentor" else "mentor", translate)


def _name(booking: BookingRow, side: Side, translate: Translator) -> str:
    names = (
        (booking.mentor_first_name, booking.mentor_last_name)
        if side == "mentor"
        else (booking.mentee_first_name, booking.mentee_last_name)
    )
    return " ".join(name for name in names if name) or translate.gettext(FORMER)
