"""Lists of the desk, a page at a time."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import msgspec

from mentorat.wire import whole_number

Row = TypeVar("Row")
PAGE = 50
PAGES_MAX = 1000


class Page(msgspec.Struct, Generic[Row], frozen=True):
    """Some rows of a list, and whether more follow."""

    rows: list[Row]
    number: int
    has_more: bool


async def paged(asked: object, find: Callable[[int], Awaitable[list[Row]]]) -> Page[Row]:
    """The page whose number an address asks for, the first one if in doubt. `find` is told how many
    rows to skip, and returns one more than a page when there are more."""
    asked = whole_number(asked)
    number = min(max(asked, 1), PAGES_MAX) if isinstance(asked, int) else 1
    found = await find((number - 1) * PAGE)
    return Page(found[:PAGE], number, len(found) > PAGE)
