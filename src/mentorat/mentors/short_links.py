"""Short links: how a name becomes one, and which is a profile's own."""

from typing import Any

from sqlalchemy import select

from mentorat.mentors.models import MentorProfile, ShortLink
from mentorat.text.folding import words

LETTERS_MAX = 60
NAMELESS = "mentor"


def current_slug() -> Any:
    """The newest short link of a profile in a statement, if it has one."""
    return (
        select(ShortLink.slug)
        .where(ShortLink.user_id == MentorProfile.user_id)
        .order_by(ShortLink.made_at.desc(), ShortLink.slug)
        .limit(1)
        .scalar_subquery()
    )


def slugs(name: str, number: int) -> tuple[str, str]:
    """What a name is in an address, and with the number of a profile, which is nobody else's: a
    name alone has no digits. «Chloé O'Neil» is chloe-o-neil, and chloe-o-neil-7."""
    letters = ("".join(c for c in word.text if "a" <= c <= "z") for word in words(name))
    plain = "-".join(filter(None, letters))[:LETTERS_MAX].strip("-") or NAMELESS
    return plain, f"{plain}-{number}"
