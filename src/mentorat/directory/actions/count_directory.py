"""Counting what the whole directory has: too much for who waits for a page of it."""

from typing import Any

from sqlalchemy import Select, delete, select, union_all
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command
from mentorat.directory.facets.counts import PRICE_BANDS, count_values
from mentorat.directory.models import DirectoryCount
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile


def _counts() -> Select[Any]:
    everybody = (
        select(
            MentorProfile.skills,
            MentorProfile.languages,
            MentorProfile.hourly_rate_cents,
            MentorProfile.currency,
        )
        .join(User, User.id == MentorProfile.user_id)
        .where(BOOKABLE)
        .cte("everybody")
    )
    counted = union_all(*count_values(everybody, priced=everybody)).subquery("counted")
    return select(*counted.columns)


_FORGET = command(delete(DirectoryCount))
_KEEP = command(insert(DirectoryCount).from_select(["kind", "value", "count"], _counts()))


def count_directory(db: Db) -> None:
    """Keep what each value of the whole directory counts now. Whoever reads meanwhile reads the
    counts before; two at once wait for each other, and the later one stands."""
    db.later(_FORGET)
    db.later(_KEEP, bands=list(PRICE_BANDS))
