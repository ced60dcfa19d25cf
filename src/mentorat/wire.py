"""What comes in over the wire: explicit models, and one kind of text for all that people write."""

import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from mentorat.errors import say

MARKS_IN_A_ROW_MAX = 4
DIGITS_MAX = 9
YEARS = (1900, 2200)  # that an instant may be in
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Co"})
# Embedding, override and isolate controls: they can make a line read as what it is not.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ODD = say("Ce texte contient un caractère invisible ou interdit.")


class Wire(BaseModel):
    """What comes in: camelCase names, strict types, nothing unknown, text trimmed."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=False,
        extra="forbid",
        strict=True,
        frozen=True,
        str_strip_whitespace=True,
    )


def normalised(text: str, *, breaks: bool) -> str:
    """NFC, without controls (line breaks and tabs apart, where allowed); raises a pydantic error
    for what cannot be stored or is made to mislead."""
    found = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    marks = 0
    for character in found:
        category = unicodedata.category(character)
        allowed = breaks and character in "\n\t"
        if (category in FORBIDDEN_CATEGORIES and not allowed) or character in BIDI_CONTROLS:
            raise PydanticCustomError("odd_character", "odd", {"sentence": ODD})
        marks = marks + 1 if category == "Mn" else 0
        if marks > MARKS_IN_A_ROW_MAX:
            raise PydanticCustomError("odd_character", "odd", {"sentence": ODD})
    return found


# Put after the length in an annotation, so that the length is what the reader is told first.
ONE_LINE = AfterValidator(lambda text: normalised(text, breaks=False))
SEVERAL_LINES = AfterValidator(lambda text: normalised(text, breaks=True))


@cache
def time_zones() -> frozenset[str]:
    """The IANA names people live in; aliases of old and of machines are left out."""
    return frozenset(
        name
        for name in available_timezones()
        if name == "UTC"
        or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix", "right")))
    )


def _time_zone(name: str) -> str:
    if name not in time_zones():
        sentence = say("Ce fuseau horaire n'existe pas (par exemple Europe/Paris).")
        raise PydanticCustomError(
            "unknown_time_zone", "this time zone does not exist", {"sentence": sentence}
        )
    return name


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_time_zone)]


def whole_number(value: object) -> object:
    """A parameter of an address as the number it writes; anything else is left to the type."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:DIGITS_MAX])
    return value


def _moment(value: object) -> object:
    moment = None
    if isinstance(value, str) and "T" in value.upper():
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if moment is None or moment.tzinfo is None:
        raise PydanticCustomError(
            "moment",
            "an instant is written as 2027-06-07T07:00:00Z",
            {"sentence": say("Un instant s'écrit comme 2027-06-07T07:00:00Z.")},
        )
    if not YEARS[0] <= moment.year < YEARS[1]:
        raise PydanticCustomError(
            "moment_range",
            "the year goes from 1900 to 2199",
            {"sentence": say("L'année va de 1900 à 2199.")},
        )
    return moment.astimezone(UTC)


def _whole_minute(moment: datetime) -> datetime:
    if moment.second or moment.microsecond:
        raise PydanticCustomError(
            "whole_minute",
            "a start is on a whole minute",
            {"sentence": say("Un début tombe sur une minute entière, sans secondes.")},
        )
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]
WholeMinute = Annotated[Moment, AfterValidator(_whole_minute)]  # when something may start
