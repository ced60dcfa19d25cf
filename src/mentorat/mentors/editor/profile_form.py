"""A mentor's profile as a form sends it, turned into the document that the API takes."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from mentorat.errors import Problem, say
from mentorat.wire import read_zone

AMOUNT = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
NOT_AN_AMOUNT = say("Indiquez un montant, par exemple 45 ou 45,50.")
MENTOR_FIELDS = (
    "headline",
    "expertise",
    "hourlyRate",
    "hourlyRateCents",
    "currency",
    "languages",
    "timezone",
    "bookingMode",
    "cancellationPolicy",
    "meetingPlace",
)


def profile_document(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The fields with lists split, money in cents and the zone by its name, and what could not be
    turned."""
    document = {name: value for name, value in fields.items() if name != "hourlyRate"}
    problems: list[Problem] = []
    if "expertise" in document:
        document["expertise"] = split_list(document["expertise"])
    if "timezone" in document:
        document["timezone"] = read_zone(str(document["timezone"])) or document["timezone"]
    if isinstance(document.get("languages"), str):
        document["languages"] = [document["languages"]]
    if (
        "hourlyRateCents" in document
        and str(document["hourlyRateCents"]).isascii()
        and str(document["hourlyRateCents"]).isdigit()
    ):
        document["hourlyRateCents"] = int(str(document["hourlyRateCents"])[:12])
    elif "hourlyRate" in fields:
        cents = cents_of(fields["hourlyRate"])
        document["hourlyRateCents"] = cents or 0
        if cents is None:
            problems.append(Problem("/hourlyRateCents", NOT_AN_AMOUNT, "amount"))
    return document, problems


def split_list(value: str | list[str]) -> list[str]:
    """What people separate with commas, semicolons or lines."""
    texts = [value] if isinstance(value, str) else value
    return [part.strip() for text in texts for part in re.split(r"[,;\n]", text) if part.strip()]


def cents_of(text: object) -> int | None:
    """An amount as people write it, in cents; None when it is none."""
    compact = re.sub(r"[\s\u00a0\u202f€$£]", "", str(text))
    if not AMOUNT.fullmatch(compact):
        return None
    try:
        return int(Decimal(compact.replace(",", ".")) * 100)
    except InvalidOperation:
        return None


def amount_of(cents: int) -> str:
    """Cents as people write them in a field."""
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
