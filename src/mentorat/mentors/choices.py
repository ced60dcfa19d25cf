"""What the lists of a mentor's form offer, in the reader's language."""

from functools import cache

from babel import Locale
from babel.numbers import get_currency_name

from mentorat.mentors.schemas import COMMON_CURRENCIES, COMMON_LANGUAGES


@cache
def profile_choices(locale: str) -> dict[str, object]:
    """Languages and currencies as (value, label) pairs."""
    names = Locale.parse(locale)
    return {
        "languages": [(code, str(names.languages[code]).capitalize()) for code in COMMON_LANGUAGES],
        "currencies": [
            (code, f"{code} · {get_currency_name(code, locale=locale)}")
            for code in COMMON_CURRENCIES
        ],
    }
