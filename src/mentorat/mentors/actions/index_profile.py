"""Making a profile findable by its words: its skills, its search text, its name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    any_,
    bindparam,
    delete,
    func,
    join,
    literal_column,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array, insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command, rows
from mentorat.mentors.models import MentorProfile, SearchSpelling, Skill, SkillName
from mentorat.mentors.search_text import ProfileTexts, search_text
from mentorat.text.folding import name_keys

FRENCH: ColumnElement[Any] = literal_column("'mentorat_fr'::regconfig")
ENGLISH: ColumnElement[Any] = literal_column("'mentorat_en'::regconfig")
AS_WRITTEN: ColumnElement[Any] = literal_column("'simple'::regconfig")

_owner = MentorProfile.user_id == bindparam("owner_id")
_known_skills = (
    select(func.array_agg(SkillName.slug.distinct()))
    .where(SkillName.name == any_(bindparam("names", type_=ARRAY(Text))))
    .scalar_subquery()
)
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

_every_name = func.unnest(
    array([Skill.label_fr, Skill.label_en]).op("||")(Skill.synonyms)
).table_valued("name", name="every_name")
_skill_names = (
    select(func.array_agg(_every_name.c.name.distinct()))
    .select_from(join(Skill, _every_name, true()))
    .where(Skill.slug == any_(MentorProfile.skills))
    .scalar_subquery()
)


def _of_owner(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(column).where(User.id == MentorProfile.user_id).scalar_subquery()


_texts: tuple[Any, ...] = (
    MentorProfile.headline,
    MentorProfile.expertise,
    func.coalesce(_skill_names, _none).label("skill_names"),
    _of_owner(func.concat_ws(" ", User.first_name, User.last_name)).label("name"),
    _of_owner(func.coalesce(User.bio, "")).label("bio"),
)

_LINK_SKILLS = rows(
    update(MentorProfile)
    .where(_owner)
    .values(
        skills=func.coalesce(_known_skills, _none), own_skills=func.coalesce(_own_skills, _none)
    )
    .returning(*_texts),
    ProfileTexts,
)


def _vector(weight: str, *readings: tuple[ColumnElement[Any], str]) -> ColumnElement[Any]:
    first, *others = (
        func.to_tsvector(language, bindparam(place, type_=Text)) for language, place in readings
    )
    found: ColumnElement[Any] = first
    for other in others:
        found = found.op("||")(other)
    return func.setweight(found, literal_column(f"'{weight}'"))


_INDEX = command(
    update(MentorProfile)
    .where(_owner)
    .values(
        search=_vector("A", (FRENCH, "offers"), (ENGLISH, "offers"), (AS_WRITTEN, "offers_written"))
        .op("||")(_vector("B", (AS_WRITTEN, "name")))
        .op("||")(
            _vector(
                "C",
                (FRENCH, "bio"),
                (ENGLISH, "bio"),
                (AS_WRITTEN, "bio_written"),
                (AS_WRITTEN, "hints"),
            )
        ),
        search_words=bindparam("spelling", type_=Text),
    )
)


_KEEP_SPELLINGS = command(
    insert(SearchSpelling)
    .from_select(
        ["word"],
        select(func.unnest(bindparam("words", type_=ARRAY(Text))).column_valued("word")),
    )
    .on_conflict_do_nothing()
)
_SAYS: ColumnElement[bool] = MentorProfile.search.bool_op("@@")(
    func.to_tsquery(AS_WRITTEN, func.quote_literal(SearchSpelling.word))
)
_FORGET_SPELLINGS = command(
    delete(SearchSpelling).where(
        ~select(literal_column("1"))
        .select_from(MentorProfile)
        .where(text("mentor_profiles.status = 'published'"), _SAYS)
        .correlate(SearchSpelling)
        .exists()
    )
)
SPELLING_MIN = 3  # letters: shorter words are close to too much


async def index_profile(db: Db, owner_id: str, expertise: Sequence[str]) -> None:
    """Bring the derived columns of a profile up to date with its words, in this transaction.

    What the mentor calls their skills is matched with every name of the curated ones; the rest
    stays a suggestion for the operator.
    """
    texts = await db.find(_LINK_SKILLS, owner_id=owner_id, names=name_keys(expertise))
    if texts is not None:
        found = search_text(texts)
        db.later(_INDEX, owner_id=owner_id, **found._asdict())
        words = {word for word in found.spelling.split() if len(word) >= SPELLING_MIN}
        db.later(_KEEP_SPELLINGS, words=sorted(words))  # in one order: two who wait never cross


def forget_spellings(db: Db) -> None:
    """Words that no published profile has any more are nobody's."""
    db.later(_FORGET_SPELLINGS)
