"""Where a page of a list of articles ended, as a word of its address."""

import base64
import binascii
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import PydanticCustomError

from mentorat.errors import say


class Place(NamedTuple):
    """An article of a list: the next page begins after it."""

    at: datetime
    id: UUID


NEWEST = Place(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))  # before any article of a list
OLDEST = Place(datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))  # of a series, which is read in order


def write_place(place: Place) -> str:
    """The word for a place."""
    text = f"{place.at.isoformat()}|{place.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(cursor: str) -> Place:
    """The place in a word that `checked` has let through."""
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    at, post_id = raw.decode().split("|")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError(cursor)
    return Place(moment, UUID(post_id))


def checked(cursor: str) -> str:
    """The word itself, when it is one of ours; a pydantic error otherwise."""
    try:
        read_place(cursor)
    except (ValueError, binascii.Error):
        sentence = say("Cette page de résultats n'est plus valable ; reprenez la recherche.")
        raise PydanticCustomError("cursor", "cursor", {"sentence": sentence}) from None
    return cursor
