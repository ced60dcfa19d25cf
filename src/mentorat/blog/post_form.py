"""An article as its author's form sends it, turned into the document that the API takes, and what
stands in the form before anything is typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from mentorat.blog.queries.own import PostRow
from mentorat.errors import Problem, say
from mentorat.mentors.editor.profile_form import split_list
from mentorat.mentors.editor.skill_chips import SkillChip
from mentorat.mentors.queries import SkillRow
from mentorat.schedules.wall_time import instant, moment_in, seconds_of, text_of
from mentorat.wire import YEARS

HOURS = {"publishAt": "publish_at", "unpublishAt": "unpublish_at"}
TEXTS = ("title", "excerpt", "markdown", "language", "series", "slug", "coverKey", "coverAlt")
# Everything that a form says of an article: what is empty in it is left out when it is sent.
FIELDS: Final = (*TEXTS, *HOURS, "tags", "skills")
NOT_AN_HOUR = say("Une heure s'écrit comme 2027-06-07T09:00.")
DIGITS_MAX = 9


class SkillChoices(msgspec.Struct, frozen=True):
    """The skills by chapter, and how many are chosen in each."""

    chapters: dict[str, list[SkillChip]]
    chosen: dict[str, int]


def post_document(fields: Mapping[str, Any], zone: str) -> tuple[dict[str, Any], list[Problem]]:
    """The fields with lists split and hours of the author's zone as instants, and what could not be
    turned."""
    document = {name: fields[name] for name in TEXTS if name in fields}
    problems: list[Problem] = []
    for name in ("tags", "skills"):
        if name in fields:
            document[name] = split_list(fields[name])
    for name in HOURS:
        if name in fields:
            document[name] = moment = _instant_text(fields[name], zone)
            if moment is None:
                problems.append(Problem(f"/{name}", NOT_AN_HOUR, "moment"))
    if "noCover" in fields:
        document = {n: v for n, v in document.items() if n not in {"coverKey", "coverAlt"}}
    version = fields.get("version", "")
    if isinstance(version, str) and version.isascii() and version.isdigit():
        document["version"] = int(version[:DIGITS_MAX])
    return document, problems


def _instant_text(text: object, zone: str) -> str | None:
    try:
        wall = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    if wall.tzinfo is not None or not YEARS[0] <= wall.year < YEARS[1]:
        return None
    clock = wall.hour * 3600 + wall.minute * 60 + wall.second
    return text_of(instant(zone, wall.toordinal(), clock))


def post_values(post: PostRow, zone: str) -> dict[str, Any]:
    """What stands in the form of an article before anything is typed."""
    return {
        "title": post.title,
        "excerpt": post.excerpt,
        "markdown": post.markdown,
        "language": post.language,
        "series": post.series or "",
        "slug": post.slug or "",
        "coverKey": post.cover_key or "",
        "coverAlt": post.cover_alt or "",
        "tags": ", ".join(post.tags),
        "skills": post.skills,
        **{name: wall_text(getattr(post, column), zone) for name, column in HOURS.items()},
    }


def wall_text(moment: datetime | None, zone: str) -> str:
    """An instant as a field of hours writes it, on a clock in `zone`."""
    if moment is None:
        return ""
    return moment_in(zone, seconds_of(moment)).strftime("%Y-%m-%dT%H:%M")


def skill_choices(skills: Sequence[SkillRow], chosen: object, locale: str) -> SkillChoices:
    """The list of skills in the reader's language, with those that an article has."""
    slugs = split_list(chosen) if isinstance(chosen, str | list) else []
    chapters: dict[str, list[SkillChip]] = {}
    for skill in skills:
        chip = SkillChip(skill.label(locale), skill.slug, skill.slug in slugs)
        chapters.setdefault(skill.chapter(locale), []).append(chip)
    counts = {name: sum(chip.is_chosen for chip in chips) for name, chips in chapters.items()}
    return SkillChoices(chapters, counts)
