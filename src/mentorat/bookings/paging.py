"""Bookings in addresses: their ids, and where a page of past ones ended."""

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from pydantic_core import PydanticCustomError

from mentorat.errors import NotFound, say

# Later than any booking, so that the first page starts from the newest.
FIRST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))
Place = tuple[datetime, UUID]


def write_past(at: datetime, booking_id: UUID) -> str:
    """The word for a place."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{booking_id}".encode()).decode().rstrip("=")


def read_past(cursor: str | None) -> Place | None:
    """The place in a word that `checked` has let through."""
    if cursor is None:
        return None
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    at, _, booking_id = raw.decode().partition("|")
    return datetime.fromisoformat(at), UUID(booking_id)


def checked(cursor: str) -> str:
    """The word itself, when it is one of ours; a pydantic error otherwise."""
    try:
        place = read_past(cursor)
        known = place is not None and place[0].tzinfo is not None
    except (ValueError, binascii.Error):
        known = False
    if not known:
        sentence = say("Ce curseur ne vient pas d'une page précédente.")
        raise PydanticCustomError("cursor", "cursor", {"sentence": sentence})
    return cursor


def read_id(text: str) -> UUID:
    """The id of a booking in an address; what is none does not exist. Raises NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def uuid_text(text: str) -> str:
    """A text that is an id; a pydantic error otherwise."""
    try:
        return str(UUID(text))
    except ValueError:
        raise PydanticCustomError(
            "id", "id", {"sentence": say("Ce n'est pas un identifiant.")}
        ) from None
