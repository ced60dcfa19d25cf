"""What comes in over the wire: explicit models, and one kind of text for all that people write."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from mentorat.errors import say

MARKS_IN_A_ROW_MAX = 4
DIGITS_MAX = 9
YEARS = (1900, 2200)  # that an instant may be in
FORBIDDEN_CATEGORIES = frozenset({"Cn", "Co"})
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
BREAKS = frozenset("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")  # where str.splitlines parts a line
BLANKS = frozenset("\u2800\u3164\uffa0")  # a sign and two letters that look like a space
FILLERS = frozenset("\u115f\u1160")  # parts of old Korean syllables; alone they are nothing
JOINERS = re.compile("[\u200c\u200d]+")
JOINED_CATEGORIES = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Sk", "So"})
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})
# Scripts whose letters never ask how they are joined.
UNJOINED = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "FULLWIDTH", "COMBINING")
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


def one_line(text: str) -> str:
    """A text as it may stand in a heading, a name or a header of mail."""
    return _visible(text, breaks=False)


def several_lines(text: str) -> str:
    """A text as it may stand on a page; a line ends in one way only."""
    return _visible(text, breaks=True)


def _visible(text: str, *, breaks: bool) -> str:
    """NFC without what nobody sees: controls, direction marks and overrides, zero-width signs,
    tags. Joiners stay where a script or an emoji needs them; a text that shows nothing is empty."""
    if text.isascii() and text.isprintable():  # nothing of all that, as most names and ids
        return text if text.strip(" ") else ""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    # Each kind of character is judged once: a form may be long.
    seen = plain.translate({ord(sign): _shown_as(sign, breaks=breaks) for sign in set(plain)})
    shown = unicodedata.normalize("NFC", JOINERS.sub(_joiner, seen))
    return "" if all(map(_is_unseen, set(shown))) else shown


def _shown_as(character: str, *, breaks: bool) -> str:
    if character in BREAKS:
        return "\n" if breaks else " "
    if character == "\t":
        return "\t" if breaks else " "
    if character in BLANKS:
        return " "
    is_hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs"}
    return "" if is_hidden and not JOINERS.match(character) else character


def _joiner(found: re.Match[str]) -> str:
    start, end = found.span()
    before, after = found.string[max(start - 1, 0) : start], found.string[end : end + 1]
    return found[0][0] if _joins(before) and _joins(after) else ""


@lru_cache(maxsize=4096)
def _joins(neighbour: str) -> bool:
    if not neighbour or unicodedata.category(neighbour) not in JOINED_CATEGORIES:
        return False
    return not unicodedata.name(neighbour, "").startswith(UNJOINED)


def _is_unseen(character: str) -> bool:
    return character in FILLERS or unicodedata.category(character) in UNSEEN_CATEGORIES


def _checked(text: str) -> str:
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category == "Mn" else 0
        if category in FORBIDDEN_CATEGORIES or marks > MARKS_IN_A_ROW_MAX:
            raise _odd()
    return text


def _odd() -> PydanticCustomError:
    return PydanticCustomError("odd_character", "odd", {"sentence": ODD})


def _text(fold: Callable[[str], str]) -> WrapValidator:
    def read(value: object, measured: ValidatorFunctionWrapHandler) -> str:
        if not isinstance(value, str):
            return str(measured(value))
        if UNSTORABLE.search(value):  # in an address; strict JSON and forms have refused it already
            raise _odd()
        return _checked(measured(fold(value)))

    return WrapValidator(read)


# Put after the length in an annotation: what is shown is measured, and its length is what the
# reader is told first.
ONE_LINE = _text(one_line)
SEVERAL_LINES = _text(several_lines)


@cache
def time_zones() -> frozenset[str]:
    """The IANA names people live in; aliases of old and of machines are left out."""
    return frozenset(
        name
        for name in available_timezones()
        if name == "UTC"
        or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix", "right")))
    )


def read_zone(text: str) -> str | None:
    """The zone that somebody means by its name or its city, however they wrote it: «europe/paris»,
    «Paris», «new york»."""
    wanted = text.strip().casefold().replace(" ", "_")
    return _zones_by_name().get(wanted)


@cache
def _zones_by_name() -> dict[str, str]:
    names = sorted(time_zones())
    cities = {name.rpartition("/")[2].casefold(): name for name in reversed(names)}
    return cities | {name.casefold(): name for name in names}


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
            {"sentence": say("Indiquez un instant au format 2027-06-07T07:00:00Z.")},
        )
    if not YEARS[0] <= moment.year < YEARS[1]:
        raise PydanticCustomError(
            "moment_range",
            "the year goes from 1900 to 2199",
            {"sentence": say("L'année doit être comprise entre 1900 et 2199.")},
        )
    return moment.astimezone(UTC)


def _whole_minute(moment: datetime) -> datetime:
    if moment.second or moment.microsecond:
        raise PydanticCustomError(
            "whole_minute",
            "a start is on a whole minute",
            {"sentence": say("Le début doit tomber sur une minute entière, sans secondes.")},
        )
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]
WholeMinute = Annotated[Moment, AfterValidator(_whole_minute)]  # when something may start
