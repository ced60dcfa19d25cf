"""What a letter about a booking offers to open, and whose face it shows.

A link opens the page of the booking with a form that waits for its button: programs that look
at the links of a message before its reader does change nothing.
"""

from mentorat.bookings.letters.lines import INVITES, BookingLetter, Side
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.errors import say
from mentorat.notifications.letters import LetterButton, LetterFace
from mentorat.web.language import Translator

STANDS = INVITES | {"remind", "refuse_hour", "propose"}
ASKS = frozenset({"request", "remind_request"})
REQUEST_BUTTONS = ((say("Accepter"), "#answer"), (say("Refuser"), "?open=refuse#answer"))
SESSION_BUTTONS = (
    (say("Ajouter à mon agenda"), "/calendar.ics"),
    (say("Déplacer"), "?open=move#hours"),
    (say("Annuler"), "?open=cancel#cancel"),
)


def letter_buttons(told: BookingLetter, side: Side, translate: Translator) -> list[LetterButton]:
    """What else its reader may do, as the booking stands when the letter is written."""
    booking = told.booking
    page = f"{told.origin}/bookings/{booking.id}"
    offered: tuple[tuple[str, str], ...] = ()
    if booking.status == BookingStatus.CONFIRMED and told.kind in STANDS:
        offered = SESSION_BUTTONS
    elif booking.status == BookingStatus.REQUESTED and told.kind in ASKS and side == "mentor":
        offered = REQUEST_BUTTONS
    others = told.similar if side == "mentee" else []
    return [
        *(LetterButton(translate.gettext(words), page + rest) for words, rest in offered),
        *(LetterButton(name, address) for name, address in others),
    ]


def face_of(booking: BookingRow, side: Side, name: str) -> LetterFace:
    """The face of whom the reader of one side meets."""
    if side == "mentor":
        return LetterFace(booking.mentee_id, name, booking.mentee_image_url)
    return LetterFace(booking.mentor_id, name, booking.mentor_image_url)
