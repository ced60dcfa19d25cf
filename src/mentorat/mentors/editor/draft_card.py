"""A mentor's card as it would stand in the directory, from what is in the fields of a form."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mentorat.mentors.editor.profile_form import cents_of
from mentorat.mentors.editor.skill_chips import SkillChip, SkillChips
from mentorat.mentors.schemas import COMMON_CURRENCIES
from mentorat.viewer import SignedIn

CURRENCY = "EUR"


class DraftCard(NamedTuple):
    """What a card shows; `hourly_rate_cents` is None while the price cannot be read."""

    id: str
    display_name: str
    image_url: str | None
    headline: str
    skills: list[SkillChip]
    own_skills: list[str]
    hourly_rate_cents: int | None
    currency: str
    next_slot: None = None
    is_new: bool = False


def draft_card(values: Mapping[str, Any], chips: SkillChips, *, viewer: SignedIn) -> DraftCard:
    """The viewer's card with these values; a currency that is none of ours is the usual one."""
    currency = str(values.get("currency", ""))
    return DraftCard(
        id=viewer.id,
        display_name=viewer.display_name,
        image_url=viewer.image_url,
        headline=str(values.get("headline", "")),
        skills=[chip for chapter in chips.chapters.values() for chip in chapter if chip.is_chosen],
        own_skills=chips.own,
        hourly_rate_cents=cents_of(values.get("hourlyRate", "")),
        currency=currency if currency in COMMON_CURRENCIES else CURRENCY,
    )
