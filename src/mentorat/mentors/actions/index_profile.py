"""Making a profile findable by its words: its skills, its search text, its name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command
from mentorat.mentors.folding import folded_names
from mentorat.mentors.models import MentorProfile, Skill, SkillName

FRENCH: ColumnElement[Any] = literal_column("'mentorat_fr'::regconfig")
ENGLISH: ColumnElement[Any] = literal_column("'mentorat_en'::regconfig")


def _words(*parts: Any) -> ColumnElement[str]:
    return func.concat_ws(" ", *parts)


def _joined(array: Any) -> ColumnElement[str]:
    return func.array_to_string(array, " ")


def _vector(text: Any, weight: str) -> ColumnElement[str]:
    both = func.to_tsvector(FRENCH, text).op("||")(func.to_tsvector(ENGLISH, text))
    return func.setweight(both, literal_column(f"'{weight}'"))


_owner = MentorProfile.user_id == bindparam("owner_id")
_known_skills = (
    select(func.array_agg(SkillName.slug.distinct()))
    .where(SkillName.name == any_(bindparam("names", type_=ARRAY(Text))))
    .scalar_subquery()
)
_skill_words = (
    select(func.string_agg(_words(Skill.label_fr, Skill.label_en, _joined(Skill.synonyms)), " "))
    .where(Skill.slug == any_(MentorProfile.skills))
    .scalar_subquery()
)


def _of_user(column: Any) -> Any:
    found: Select[Any] = select(column).where(User.id == MentorProfile.user_id)
    return found.scalar_subquery()


_name = _of_user(_words(User.first_name, User.last_name))
_offers = _words(MentorProfile.headline, _joined(MentorProfile.expertise), _skill_words)

_spoken = (
    func.unnest(MentorProfile.expertise, bindparam("names", type_=ARRAY(Text)))
    .table_valued("word", "name", with_ordinality="place", name="spoken")
    .render_derived()
)
_own_skills = (
    select(func.array_agg(aggregate_order_by(_spoken.c.word, _spoken.c.place)))
    .select_from(_spoken)
    .where(~select(SkillName.name).where(SkillName.name == _spoken.c.name).exists())
    .scalar_subquery()
)
_none: ColumnElement[Any] = literal_column("'{}'::text[]")

_LINK_SKILLS = command(
    update(MentorProfile)
    .where(_owner)
    .values(
        skills=func.coalesce(_known_skills, _none), own_skills=func.coalesce(_own_skills, _none)
    )
)
_INDEX = command(
    update(MentorProfile)
    .where(_owner)
    .values(
        search=_vector(_offers, "A")
        .op("||")(_vector(_name, "B"))
        .op("||")(_vector(func.coalesce(_of_user(User.bio), ""), "C")),
        search_words=func.lower(func.unaccent(_words(_offers, _name))),
    )
)


def index_profile(db: Db, owner_id: str, expertise: Sequence[str]) -> None:
    """Bring the derived columns of a profile up to date with its words, in this transaction.

    What the mentor calls their skills is matched with every name of the curated ones; the rest
    stays a suggestion for the operator.
    """
    db.later(_LINK_SKILLS, owner_id=owner_id, names=folded_names(expertise))
    reindex_profile(db, owner_id)


def reindex_profile(db: Db, owner_id: str) -> None:
    """The same without looking at the skills again: a name or a presentation has changed."""
    db.later(_INDEX, owner_id=owner_id)
