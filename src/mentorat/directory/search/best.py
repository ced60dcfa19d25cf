"""The best mentors of a text query, read along the order of the directory until there are enough.

One index holds the words of a profile, those it offers, and the band of its rank: a band of mentors
who match is one look, and the next band is looked at only as long as mentors are missing. So a word
that everybody has costs no more than a page (docs/decisions/0044).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.selectable import TableValuedAlias

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_mentor
from mentorat.directory.search.ranking import PARTS_MAX
from mentorat.mentors.bookable import PUBLISHED
from mentorat.mentors.models import MentorProfile

BAND = 2  # ranks in one
# As the index says them, so that it serves.
_BANDS: ColumnElement[Any] = literal_column(f"array[mentor_profiles.rank / {BAND}]")
OFFERED: ColumnElement[Any] = func.ts_filter(
    MentorProfile.search, literal_column("'{a}'::\"char\"[]")
)
_FIRST_BAND: ColumnElement[int] = literal_column(str(sum(PARTS_MAX.values()) // BAND), Integer)
_NO_BAND: ColumnElement[int] = literal_column("-1", Integer)
_tier_before = bindparam("tier_before", type_=Integer)
_rank_before = bindparam("rank_before", type_=Integer)
_number_before = bindparam("number_before", type_=MentorProfile.number.type)


def best(
    *met: ColumnElement[bool], when: ColumnElement[bool], most: Any, after: Sequence[Any] = ()
) -> Select[Any]:
    """The numbers of the best `most` mentors who meet all this; nobody unless `when`. With `after`
    (`after_place`) only those after a place in the order."""
    start, on_page = after or (_FIRST_BAND, true())
    bands = (
        func.generate_series(case((when, start), else_=_NO_BAND), 0, -1)
        .table_valued("band", name="bands")
        .render_derived()
    )
    # In order before anybody's account is looked at: `offset` keeps PostgreSQL from doing it first.
    ordered = (
        select(MentorProfile.number, MentorProfile.user_id)
        .where(PUBLISHED, *met, _BANDS.op("@>")(array([bands.c.band])), on_page)
        .order_by(MentorProfile.rank.desc(), MentorProfile.number.desc())
        .offset(literal_column("0"))
        .correlate(bands)
        .subquery("ordered")
    )
    found = (
        select(ordered.c.number)
        .where(answers(ordered.c.user_id))
        .limit(most)
        .correlate(bands)
        .lateral("found")
    )
    return select(found.c.number).select_from(bands.join(found, true())).limit(most)


def answers(user_id: Any) -> ColumnElement[bool]:
    """Whether the account behind a profile is a mentor's who is here; asked of one after the other,
    where a join would be begun with all of them."""
    return select(is_mentor()).where(User.id == user_id).correlate_except(User).scalar_subquery()


def looked_up(numbers: Select[Any] | CompoundSelect[Any], name: str) -> TableValuedAlias:
    """Mentors' numbers as an array, which is taken for a few: each is looked up, never joined with
    all profiles."""
    return (
        func.unnest(func.array(numbers.scalar_subquery()))
        .table_valued("number", name=name)
        .render_derived()
    )


def after_place(tier: int) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """From which band on mentors of a tier come after the page's place, and which of them do."""
    is_next: ColumnElement[bool] = literal_column(str(tier), Integer) < _tier_before
    is_same: ColumnElement[bool] = literal_column(str(tier), Integer) == _tier_before
    rank = cast(_rank_before, Integer)
    start = case((is_next, _FIRST_BAND), (is_same, rank // BAND), else_=_NO_BAND)
    order = tuple_(MentorProfile.rank, MentorProfile.number)
    return start, or_(is_next, and_(is_same, order < tuple_(_rank_before, _number_before)))
