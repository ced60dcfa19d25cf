"""The parts of the profile page: what each one's form holds, and what was said in it so far."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from mentorat.errors import say
from mentorat.mentors.editor.profile_form import amount_of
from mentorat.mentors.queries import OwnProfile

Tab = Literal["profile", "booking", "account"]
FIELDS: dict[Tab, tuple[str, ...]] = {
    "profile": ("headline", "expertise", "hourlyRate", "currency", "languages", "bio"),
    "booking": ("timezone", "bookingMode", "cancellationPolicy", "meetingPlace"),
    "account": ("locale",),
}
NAMES = {
    "headline": say("Phrase d'accroche"),
    "expertise": say("Domaines d'expertise"),
    "hourlyRate": say("Tarif horaire"),
    "currency": say("Devise"),
    "languages": say("Langues parlées"),
    "bio": say("Présentation"),
    "timezone": say("Fuseau horaire"),
    "bookingMode": say("Réservation"),
    "cancellationPolicy": say("Conditions d'annulation"),
    "meetingPlace": say("Lieu des séances"),
    "locale": say("Langue du site et des messages"),
}


def tab_of(name: object) -> Tab | None:
    """The tab of that name; None when there is none."""
    return next((tab for tab in FIELDS if tab == name), None)


def profile_values(profile: OwnProfile) -> dict[str, Any]:
    """What stands in the mentor's part of the forms before anything is typed."""
    return {
        "headline": profile.headline,
        "expertise": profile.expertise,
        "hourlyRate": amount_of(profile.hourly_rate_cents),
        "currency": profile.currency,
        "languages": profile.languages,
        "timezone": profile.timezone,
        "bookingMode": profile.booking_mode.value,
        "cancellationPolicy": profile.cancellation_policy.value,
        "meetingPlace": profile.meeting_place or "",
    }


def words_id(values: Mapping[str, Any], tab: Tab) -> str:
    """Names what a tab's form was made from: it differs when any field of the tab does, and not
    when the week or another tab was saved."""
    words = [values.get(name) for name in FIELDS[tab]]
    return hashlib.sha256(msgspec.json.encode(words)).hexdigest()[:16]


def differences(stored: Mapping[str, Any], typed: Mapping[str, Any], tab: Tab) -> list[Any]:
    """The fields of a tab in which two versions differ: name, what is stored, what was typed."""
    pairs = [(NAMES[name], _text(stored[name]), _text(typed.get(name))) for name in FIELDS[tab]]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
