"""The order of mentors: a score whose parts anybody may read. Money is none of them.

It is the same for every visitor. Words that match come before it, and a mentor who was just
published gets a fair start.
"""

from datetime import datetime, timedelta

import msgspec

FREE_TIME_MAX = 40
PROFILE_MAX = 30
NEWCOMER = 20
FRESH = 10
POINTS_A_DAY = 4
NEW_FOR = timedelta(days=30)
FRESH_FOR = timedelta(days=90)
LONG_BIO, SHORT_BIO = 200, 60
SKILLS_ENOUGH = 3
PARTS_MAX = {
    "free_time": FREE_TIME_MAX,
    "profile": PROFILE_MAX,
    "newcomer": NEWCOMER,
    "fresh": FRESH,
}


class RankingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the order looks at."""

    free_days: int  # of the next 14
    has_photo: bool
    bio_length: int
    skill_count: int
    published_at: datetime | None
    updated_at: datetime


def score_parts(standing: RankingFacts, *, now: datetime) -> dict[str, int]:
    """The points of each part; their sum is the score."""
    profile = 6 if standing.has_photo else 0
    profile += (
        12 if standing.bio_length >= LONG_BIO else 6 if standing.bio_length >= SHORT_BIO else 0
    )
    profile += 12 if standing.skill_count >= SKILLS_ENOUGH else 6
    is_new = standing.published_at is not None and now - standing.published_at < NEW_FOR
    return {
        "free_time": min(FREE_TIME_MAX, standing.free_days * POINTS_A_DAY),
        "profile": profile,
        "newcomer": NEWCOMER if is_new else 0,
        "fresh": FRESH if now - standing.updated_at < FRESH_FOR else 0,
    }
