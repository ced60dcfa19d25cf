"""The names of curated skills, which ride along with mentors only when they are not known yet."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec
from sqlalchemy import BigInteger, Text, bindparam, case, cast, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Db, rows
from mentorat.mentors.models import MentorProfile, Skill

NAME_BYTES = 700  # of one skill with its names; estimated
FIRST_STAMP = 0  # of a list that nobody has


class KnownSkill(msgspec.Struct, array_like=True, frozen=True):
    """A curated skill with its labels."""

    slug: str
    label_fr: str
    label_en: str

    def label(self, locale: str) -> str:
        return self.label_en if locale == "en" else self.label_fr


class SkillList(NamedTuple):
    """The curated skills by slug, in the order in which a mentor's stand; with another stamp as
    soon as anything of it was written."""

    stamp: int
    by_slug: Mapping[str, KnownSkill]


_kept = BoundedCache[int, SkillList](bytes_max=4 * MEGABYTE)
_newest = [FIRST_STAMP]


class ListRow(Protocol):
    """A row that brings the list, unless it is known here."""

    @property
    def skill_stamp(self) -> int: ...
    @property
    def skill_names(self) -> msgspec.Raw | None: ...


class SkilledRow(ListRow, Protocol):
    """A row with `NAMED_SKILLS`."""

    @property
    def skills(self) -> Sequence[str]: ...


class SkillListRow(msgspec.Struct, frozen=True):
    """The list alone."""

    skill_stamp: int
    skill_names: msgspec.Raw | None


_stamp = (
    select(
        func.bit_xor(
            func.hashtextextended(
                Skill.slug, cast(cast(literal_column("skills.xmin"), Text), BigInteger)
            )
        ).label("stamp")
    )
    .select_from(Skill)
    .cte("skill_list")
)
_standing = func.coalesce(
    select(_stamp.c.stamp).scalar_subquery(), literal_column(str(FIRST_STAMP))
)
_names = select(
    func.jsonb_agg(
        aggregate_order_by(
            func.jsonb_build_array(Skill.slug, Skill.label_fr, Skill.label_en), Skill.label_fr
        )
    )
).scalar_subquery()
_LIST = (
    _standing.label("skill_stamp"),
    case((_standing == bindparam("known_skills", type_=BigInteger), null()), else_=_names).label(
        "skill_names"
    ),
)
NAMED_SKILLS = (MentorProfile.skills, *_LIST)
_ALONE = rows(select(*_LIST), SkillListRow)


async def find_skill_list(db: Db) -> SkillList:
    """The curated skills; nothing of them travels while they are as they were."""
    row: SkillListRow = await db.one(_ALONE, **known_skills())
    return skill_list(row)


def known_skills() -> dict[str, int]:
    """The place of `NAMED_SKILLS`: which list is known here."""
    is_kept = _kept.get(_newest[0]) is not None
    return {"known_skills": _newest[0] if is_kept else FIRST_STAMP}


def skills_of(row: SkilledRow) -> list[KnownSkill]:
    """The curated skills of a mentor, in the order of their French names; one that left the list
    is none any more."""
    mine = set(row.skills)
    return [skill for slug, skill in skill_list(row).by_slug.items() if slug in mine]


def skill_list(row: ListRow) -> SkillList:
    """Every curated skill, as the list stood when this row was read."""
    found = _kept.get(row.skill_stamp)
    if found is None:
        if row.skill_names is None and row.skill_stamp != FIRST_STAMP:
            raise RuntimeError("unreachable: the list is sent to whoever does not know it")
        listed = msgspec.json.decode(row.skill_names or b"[]", type=list[KnownSkill])
        found = SkillList(row.skill_stamp, {skill.slug: skill for skill in listed})
        _kept.keep(row.skill_stamp, found, weight=NAME_BYTES * len(listed))
    _newest[0] = row.skill_stamp
    return found
