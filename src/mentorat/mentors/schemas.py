"""The fields of a mentor's profile, as they come in."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from mentorat.errors import say
from mentorat.mentors.currencies import rate_cents_max, smallest_cents
from mentorat.schedules.document import Availability
from mentorat.wire import ONE_LINE, SEVERAL_LINES, TimeZone, Wire

AVAILABILITY = {"$ref": "#/components/schemas/Availability"}  # as the API's description calls it
EXPERTISE_MAX = 15
LANGUAGES_MAX = 10
TOO_HIGH = say("Indiquez un tarif entre 0 et %(most)s %(currency)s.")
NO_CENTS = say("Cette devise n'a pas de centimes : indiquez un tarif entier en %(currency)s.")

# Offered first; every ISO 4217 code of money in use is accepted.
COMMON_CURRENCIES = ("EUR", "CHF", "CAD", "USD", "GBP", "MAD", "TND", "XOF", "DZD")
COMMON_LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "ar", "zh", "nl", "pl")


def _currency(code: str) -> str:
    if code not in list_currencies():
        raise _problem(
            "unknown_currency", say("Cette devise n'existe pas (code ISO 4217, par exemple EUR).")
        )
    return code


def _language(code: str) -> str:
    try:
        known = Locale.parse(code).language == code
    except (UnknownLocaleError, ValueError):
        known = False
    if not known:
        raise _problem(
            "unknown_language", say("Cette langue n'existe pas (code ISO 639, par exemple fr).")
        )
    return code


def _distinct(values: list[str]) -> list[str]:
    if len({value.casefold() for value in values}) != len(values):
        raise _problem("repeated", say("Une même valeur apparaît deux fois. Retirez-en une."))
    return values


def _with_a_letter(name: str) -> str:
    # «R» and «C» are skills; a sign alone is a slip.
    if not any(character.isalnum() for character in name):
        raise _problem("no_letter", say("Écrivez au moins une lettre ou un chiffre."))
    return name


def _problem(code: str, sentence: str) -> PydanticCustomError:
    return PydanticCustomError(code, code, {"sentence": sentence})


Headline = Annotated[str, Field(min_length=3, max_length=120), ONE_LINE]
Skill = Annotated[str, Field(min_length=1, max_length=50), ONE_LINE, AfterValidator(_with_a_letter)]
Expertise = Annotated[
    list[Skill], Field(min_length=1, max_length=EXPERTISE_MAX), AfterValidator(_distinct)
]
Cents = Annotated[int, Field(ge=0)]
Currency = Annotated[str, Field(min_length=3, max_length=3), AfterValidator(_currency)]
Language = Annotated[str, Field(min_length=2, max_length=3), AfterValidator(_language)]
Languages = Annotated[
    list[Language], Field(min_length=1, max_length=LANGUAGES_MAX), AfterValidator(_distinct)
]


class ProfileFields(Wire):
    """What every form and document about a mentor shares."""

    headline: Headline
    expertise: Expertise
    currency: Currency
    hourly_rate_cents: Cents
    languages: Languages

    @field_validator("hourly_rate_cents")
    @classmethod
    def _is_payable(cls, cents: int, found: ValidationInfo) -> int:
        currency = found.data.get("currency")  # missing when it is refused itself
        if currency is None:
            return cents
        if cents > (limit := rate_cents_max(currency)):
            most = f"{limit // 100:,}".replace(",", "\u202f")
            context = {"sentence": TOO_HIGH, "most": most, "currency": currency}
            raise PydanticCustomError("rate_too_high", "rate_too_high", context)
        if cents % smallest_cents(currency):
            context = {"sentence": NO_CENTS, "currency": currency}
            raise PydanticCustomError("no_cents", "no_cents", context)
        return cents


class BookingRules(Wire):
    """How a mentor is booked. What is left out stays as it is; an empty place is none."""

    booking_mode: Literal["instant", "request"] | None = None
    cancellation_policy: Literal["flexible", "moderate", "strict"] | None = None
    meeting_place: Annotated[str, Field(max_length=500), ONE_LINE] | None = None


class BookingForm(BookingRules):
    """The profile page's part about booking."""

    timezone: TimeZone


class ProfileForm(ProfileFields, BookingForm):
    """The profile page's whole part about the mentor; the week has an editor of its own."""


class ProfileDocument(ProfileFields, BookingRules):
    """A whole profile to save. With `version`, nothing newer is overwritten."""

    availability: Availability
    version: Annotated[int, Field(ge=1)] | None = None


class PublicationStep(Wire):
    """A step of a mentor's profile; `resume` ends a pause."""

    step: Literal["submit", "retract", "pause", "resume"]


class ProfileAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A whole profile as its owner reads it; `hourlyRate` is `hourlyRateCents` divided by a
    hundred."""

    headline: str
    expertise: list[str]
    hourly_rate_cents: int
    hourly_rate: float
    currency: str
    languages: list[str]
    availability: Annotated[msgspec.Raw, msgspec.Meta(extra_json_schema=AVAILABILITY)]
    version: int
    status: str
    refusal_reason: str | None
    skills: list[str]
    booking_mode: str
    cancellation_policy: str
    meeting_place: str | None
    created_at: datetime
    updated_at: datetime


def column_values(fields: ProfileFields) -> dict[str, Any]:
    """The fields by column name."""
    return {name: getattr(fields, name) for name in ProfileFields.model_fields}


def booking_rules(rules: BookingRules) -> dict[str, Any]:
    """The rules by column name, as far as they were given."""
    return {name: getattr(rules, name) for name in BookingRules.model_fields}


class SkillDocument(Wire):
    """A curated skill as an operator writes it."""

    slug: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    category: Annotated[str, Field(max_length=60)]
    label_fr: Skill
    label_en: Skill
    synonyms: Annotated[list[Skill], Field(max_length=30)] = Field(default_factory=list)


class RefusalForm(Wire):
    """Why a profile is refused, in words that its mentor reads."""

    reason: Annotated[str, Field(min_length=10, max_length=1000), SEVERAL_LINES]
