"""Bookings in addresses: their ids, and where a page of one's bookings ended."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from pydantic_core import PydanticCustomError

from mentorat.errors import say

Part = Literal["ahead", "past"]


class Place(NamedTuple):
    """After which booking a page begins: what is ahead comes first, the next one first; then what
    is over, the latest first."""

    part: Part
    at: datetime
    id: UUID


START = Place("ahead", datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))
PAST = Place("past", datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


def write_place(place: Place | None) -> str | None:
    """The word for a place; None stays None."""
    if place is None:
        return None
    text = f"{place.part}|{place.at.isoformat()}|{place.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(cursor: str | None) -> Place:
    """The place in a word that `checked` has let through; the start without one."""
    return START if cursor is None else _place(cursor)


def checked(cursor: str) -> str:
    """The word itself, when it is one of ours; a pydantic error otherwise."""
    try:
        _place(cursor)
    except (ValueError, binascii.Error):
        sentence = say("Cette page de résultats n'est plus valable ; reprenez la recherche.")
        raise PydanticCustomError("cursor", "cursor", {"sentence": sentence}) from None
    return cursor


def uuid_text(text: str) -> str:
    """A text that is an id; a pydantic error otherwise."""
    try:
        return str(UUID(text))
    except ValueError:
        raise PydanticCustomError(
            "id", "id", {"sentence": say("Cet identifiant n'est pas valable.")}
        ) from None


def _place(cursor: str) -> Place:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    part, at, booking_id = raw.decode().split("|")
    moment = datetime.fromisoformat(at)
    known = next((one for one in get_args(Part) if one == part), None)
    if known is None or moment.tzinfo is None:
        raise ValueError(cursor)
    return Place(known, moment, UUID(booking_id))
