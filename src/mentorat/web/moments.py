"""Instants, dates and amounts as people read them, in their language and time zone."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, get_currency_symbol

KEPT = 4096  # texts of each kind: a page says the same days, prices and places many times
LANGUAGES = {"fr": "fr_FR", "en": "en_GB"}  # English with a 24-hour clock and days before months

NEAR_DAYS = {
    "fr": {-1: "hier", 0: "aujourd’hui", 1: "demain"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


def day_of(moment: datetime, zone: str) -> date:
    """The date that a calendar in `zone` shows."""
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=KEPT)
def day_text(day: date, locale: str, *, with_year: bool = False) -> str:
    """«jeudi 26 novembre», «mardi 1er décembre»."""
    first = "'1er'" if locale == "fr" and day.day == 1 else "d"
    pattern = f"EEEE {first} MMMM y" if with_year else f"EEEE {first} MMMM"
    return str(format_date(day, pattern, locale=LANGUAGES[locale]))


def date_text(day: date, locale: str) -> str:
    """«26 novembre 2026», «1er décembre 2026»."""
    first = "'1er'" if locale == "fr" and day.day == 1 else "d"
    return str(format_date(day, f"{first} MMMM y", locale=LANGUAGES[locale]))


def near_day_text(day: date, today: date, locale: str) -> str:
    """«aujourd'hui», «demain», and further away «jeudi 26 novembre»."""
    days = (day - today).days
    return NEAR_DAYS[locale].get(days) or day_text(day, locale, with_year=day.year != today.year)


@lru_cache(maxsize=KEPT)
def short_day_text(day: date, locale: str) -> str:
    """«jeu. 26 nov.»."""
    return str(format_date(day, "EEE d MMM", locale=LANGUAGES[locale]))


@lru_cache(maxsize=KEPT)
def weekday_text(number: int, locale: str) -> str:
    """The name of a day, 0 for Monday: «lundi»."""
    return str(format_date(date(2024, 1, 1 + number), "EEEE", locale=LANGUAGES[locale]))


@lru_cache(maxsize=KEPT)
def short_weekday_text(number: int, locale: str) -> str:
    """The short name of a day, 0 for Monday: «lun.»."""
    return str(format_date(date(2024, 1, 1 + number), "EEE", locale=LANGUAGES[locale]))


@lru_cache(maxsize=KEPT)
def month_text(day: date, locale: str) -> str:
    """The month of a day: «novembre 2026»."""
    return str(format_date(day, "LLLL y", locale=LANGUAGES[locale]))


def clock_text(moment: datetime, zone: str, locale: str) -> str:
    """«18:00», on a clock in `zone`."""
    del locale  # both count to 24, with a colon
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def moment_text(moment: datetime, zone: str, locale: str) -> str:
    """«jeudi 26 novembre, 18:00»."""
    return f"{day_text(day_of(moment, zone), locale)}, {clock_text(moment, zone, locale)}"


def short_moment_text(moment: datetime, zone: str, locale: str) -> str:
    """«jeu. 26 nov., 18:00»."""
    return f"{short_day_text(day_of(moment, zone), locale)}, {clock_text(moment, zone, locale)}"


def distance_text(moment: datetime, now: datetime, locale: str) -> str:
    """How far away a moment is, as «dans 2 jours»."""
    return format_timedelta(
        moment - now, granularity="minute", add_direction=True, locale=LANGUAGES[locale]
    )


def offset_text(zone: str, at: datetime) -> str:
    """«UTC+01:00», as it is in `zone` at an instant."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_text(zone: str, at: datetime, locale: str) -> str:
    """«Paris, UTC+01:00»: a zone and its offset at an instant."""
    if zone == "UTC":
        return "UTC"
    return f"{city_text(zone, locale)}, {offset_text(zone, at)}"


@lru_cache(maxsize=KEPT)
def city_text(zone: str, locale: str) -> str:
    """The place a zone is named after."""
    named = Locale.parse(LANGUAGES[locale]).time_zones.get(zone, {}).get("city")
    return str(named or zone.rpartition("/")[2].replace("_", " "))


@lru_cache(maxsize=KEPT)
def language_text(code: str, locale: str) -> str:
    """The name of a language: «français»."""
    return str(Locale.parse(locale).languages.get(code, code))


@lru_cache(maxsize=KEPT)
def money_text(cents: int, currency: str, locale: str) -> str:
    """«45 €», «CHF 45.50»; the cents are left out where there are none."""
    symbol = get_currency_symbol(currency, locale=LANGUAGES[locale])
    gap = "\u00a0" if symbol[-1:].isalpha() else ""
    digits = "#,##0.00" if cents % 100 else "#,##0"
    pattern = f"¤{gap}{digits}" if locale == "en" else f"{digits}\u00a0¤"
    return str(
        format_currency(
            Decimal(cents) / 100,
            currency,
            pattern,
            locale=LANGUAGES[locale],
            currency_digits=False,
        )
    )
