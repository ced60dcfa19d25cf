"""The operator's list of skills: labels in both languages, synonyms, new ones and old ones."""

from datetime import datetime

from sqlalchemy import Text, any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from mentorat.db.executor import Db, command, rows
from mentorat.errors import Forbidden, Invalid, Problem, say
from mentorat.events.record import Authority, Event, audit
from mentorat.mentors.models import Skill, SkillCategory, SkillName
from mentorat.mentors.schemas import SkillDocument
from mentorat.text.folding import name_keys
from mentorat.viewer import SignedIn

_values = {
    "category": bindparam("category"),
    "label_fr": bindparam("label_fr"),
    "label_en": bindparam("label_en"),
    "synonyms": bindparam("synonyms", type_=ARRAY(Text)),
}
_SAVE = command(
    insert(Skill)
    .values(slug=bindparam("slug"), **_values)
    .on_conflict_do_update(index_elements=[Skill.slug], set_=_values)
)
_REMOVE = command(delete(Skill).where(Skill.slug == bindparam("slug")))
_FORGET_NAMES = command(delete(SkillName).where(SkillName.slug == bindparam("of_slug")))
_NAME = command(
    insert(SkillName)
    .values(name=bindparam("name"), slug=bindparam("slug"))
    .on_conflict_do_nothing()
)
_TAKEN = rows(
    select(SkillName.name, SkillName.slug).where(
        SkillName.name == any_(bindparam("names", type_=ARRAY(Text))),
        SkillName.slug != bindparam("of_slug"),
    ),
    lambda name, slug: (name, slug),
)
_CATEGORIES = rows(select(SkillCategory.slug), lambda slug: slug)


async def save_skill(db: Db, skill: SkillDocument, *, viewer: SignedIn, now: datetime) -> None:
    """Add a skill or replace one; mentors who wrote one of its names are linked to it by a job.

    Raises Forbidden, and Invalid when a name already leads to another skill.
    """
    _check_operator(viewer)
    called = [skill.label_fr, skill.label_en, *skill.synonyms]
    names = {key: name for key, name in zip(name_keys(called), called, strict=True) if key}
    problems = [
        Problem(
            "/synonyms",
            say("« %(name)s » désigne déjà la compétence « %(slug)s »."),
            "taken",
            {"name": names[key], "slug": slug},
        )
        for key, slug in await db.all(_TAKEN, names=list(names), of_slug=skill.slug)
    ]
    if skill.category not in await db.all(_CATEGORIES):
        problems.append(Problem("/category", say("Ce choix n'existe pas."), "unknown"))
    if problems:
        raise Invalid(problems)
    db.later(_SAVE, **skill.model_dump())
    db.later(_FORGET_NAMES, of_slug=skill.slug)
    for key in names:
        db.later(_NAME, name=key, slug=skill.slug)
    event = Event(kind="skill.saved", subject=skill.slug, actor=viewer.id, after=skill.model_dump())
    audit(db, event, by=Authority(viewer.id), now=now)


def remove_skill(db: Db, slug: str, *, viewer: SignedIn, now: datetime) -> None:
    """Take a skill off the list; what mentors wrote stays, as their own words."""
    _check_operator(viewer)
    db.later(_REMOVE, slug=slug)
    event = Event(kind="skill.removed", subject=slug, actor=viewer.id)
    audit(db, event, by=Authority(viewer.id), now=now)


def _check_operator(viewer: SignedIn) -> None:
    if viewer.role != "ADMIN":
        raise Forbidden
