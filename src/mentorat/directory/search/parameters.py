"""What somebody looks for, as it stands in the address of the page or of the API."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mentorat.errors import say
from mentorat.mentors.schemas import Language
from mentorat.schedules.document import WALL_TIME, LocalDate
from mentorat.wire import ONE_LINE, YEARS, TimeZone, Wire, whole_number

LIMIT_MAX = 50
PAGE = 20
PART_MAX = 2**31
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
PRICE = re.compile(r"free|([A-Z]{3})-([1-9][0-9]{0,4})")


def _problem(code: str, sentence: str) -> PydanticCustomError:
    return PydanticCustomError(code, code, {"sentence": sentence})


def _price(value: str) -> str:
    if not PRICE.fullmatch(value):
        raise _problem("price", say("Indiquez un prix au format free ou EUR-30."))
    return value


def _day(value: str) -> str:
    if not YEARS[0] <= int(value[:4]) < YEARS[1]:
        raise _problem("date_range", say("L'année doit être comprise entre 1900 et 2199."))
    return value


def _time(value: str) -> str:
    if not WALL_TIME.fullmatch(value):
        raise _problem("time", say("Indiquez une heure au format 18:00."))
    return value


def _cursor(value: str) -> str:
    if read_cursor(value) is None:
        raise _problem(
            "cursor", say("Cette page de résultats n'est plus valable ; reprenez la recherche.")
        )
    return value


Preset = Literal["today", "week", "evenings", "weekend"]
Price = Annotated[str, AfterValidator(_price)]


class Search(Wire):
    """Filters that add up. `free` is today, the next 7 days, the evenings or the weekends of the
    next 14; `day`, `part` and `at` narrow to a date, a part of the day, the hour that follows a
    time.
    """

    q: Annotated[str, Field(max_length=200), ONE_LINE] | None = None
    skill: Annotated[
        list[Annotated[str, Field(max_length=60, pattern=SLUG)]], Field(max_length=10)
    ] = Field(default_factory=list)
    language: Annotated[list[Language], Field(max_length=10)] = Field(default_factory=list)
    price: Price | None = None
    free: Preset | None = None
    day: Annotated[LocalDate, AfterValidator(_day)] | None = None
    part: Literal["morning", "afternoon", "evening"] | None = None
    at: Annotated[str, AfterValidator(_time)] | None = None
    timezone: TimeZone | None = None
    lang: Literal["fr", "en"] | None = None
    cursor: Annotated[str, Field(max_length=200), AfterValidator(_cursor)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=LIMIT_MAX)] = PAGE

    @property
    def wants_time(self) -> bool:
        return any((self.free, self.day, self.part, self.at))

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for beyond the first page of everybody."""
        return any((self.q, self.skill, self.language, self.price)) or self.wants_time

    @property
    def price_limit(self) -> tuple[str, int] | None:
        """The currency and the most to pay in cents; None for any price, and for free help."""
        match = PRICE.fullmatch(self.price or "")
        return (match[1], int(match[2]) * 100) if match and match[1] else None


class Place(msgspec.Struct, array_like=True, frozen=True):
    """Where a page ended, in the order of the list."""

    tier: int
    rank: int
    number: int


def write_cursor(place: Place) -> str:
    """Where to go on, as one opaque word."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(text: str) -> Place | None:
    """The place in a cursor; None when we did not write it."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found = msgspec.json.decode(raw, type=Place)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
    return (
        found if all(abs(part) < 2**31 for part in (found.tier, found.rank, found.number)) else None
    )


def address(search: Search, **changes: Any) -> list[tuple[str, str]]:
    """The parameters of a neighbouring search; a change to None drops one."""
    values: Mapping[str, Any] = {**search.model_dump(exclude_unset=True), **changes}
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        given = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in given if one is not None]
    return pairs
