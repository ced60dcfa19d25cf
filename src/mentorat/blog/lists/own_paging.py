"""Where a page of a list of articles begins: after which change of which article."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic_core import PydanticCustomError

from mentorat.errors import say

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DIGITS_MAX = 18
NO_PLACE = say("Cette page de la liste n'est plus valable ; revenez au début.")


class PostPlace(NamedTuple):
    """The article before the page: when it changed, and which it is."""

    at: datetime
    id: UUID


# Before everything that anybody will write.
START = PostPlace(datetime(9000, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


def write_place(place: PostPlace) -> str:
    """A place as the end of an address."""
    return f"{(place.at - EPOCH) // MICROSECOND}-{place.id.hex}"


def read_place(cursor: str | None) -> PostPlace | None:
    """The place that a cursor names, the start of the list without one; None when we did not
    write it."""
    if cursor is None:
        return START
    moment, _, hexadecimal = cursor.partition("-")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= DIGITS_MAX):
        return None
    try:
        return PostPlace(EPOCH + int(moment) * MICROSECOND, UUID(hex=hexadecimal))
    except (ValueError, OverflowError):
        return None


def checked(cursor: str) -> str:
    """A cursor that is one of ours, as a field asks for it."""
    if read_place(cursor) is None:
        raise PydanticCustomError("cursor", "cursor", {"sentence": NO_PLACE})
    return cursor
