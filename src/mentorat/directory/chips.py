"""The filters of a search as a reader sees them: each in words, with the search that lacks it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from mentorat.directory.queries.skill_names import KnownSkill
from mentorat.directory.search.parameters import Search
from mentorat.errors import say
from mentorat.mentors.queries import SkillRow
from mentorat.web.language import Translator
from mentorat.web.moments import day_text, language_text, money_text

TIME_LABELS = {
    "today": say("Aujourd'hui"),
    "week": say("Dans les 7 jours"),
    "evenings": say("En soirée"),
    "weekend": say("Le week-end"),
}
PART_LABELS = {
    "morning": say("Le matin"),
    "afternoon": say("L'après-midi"),
    "evening": say("Le soir"),
}

NamedSkills: TypeAlias = Iterable[SkillRow | KnownSkill]


class Chip(NamedTuple):
    """A chosen filter, and where a press on it leads."""

    words: str
    href: str


def chips_of(
    search: Search,
    skills: NamedSkills,
    translate: Translator,
    link: Callable[..., str],
) -> list[Chip]:
    """Every filter of a search, in the order of the form."""
    names = {skill.slug: skill.label(translate.locale) for skill in skills} if search.skill else {}
    found = [Chip(f"«\u00a0{search.q}\u00a0»", link(q=None))] if search.q else []
    found += _times(search, translate, link)
    for slug in search.skill:
        rest = [one for one in search.skill if one != slug]
        found.append(Chip(names.get(slug, slug), link(skill=rest)))
    for code in search.language:
        rest = [one for one in search.language if one != code]
        words = language_text(code, translate.locale)
        found.append(Chip(words[:1].upper() + words[1:], link(language=rest)))
    if search.price:
        found.append(Chip(_price(search, translate), link(price=None)))
    return found


def _times(search: Search, translate: Translator, link: Callable[..., str]) -> Iterator[Chip]:
    if search.free:
        yield Chip(translate.gettext(TIME_LABELS[search.free]), link(free=None))
    if search.day:
        yield Chip(day_text(date.fromisoformat(search.day), translate.locale), link(day=None))
    if search.part:
        yield Chip(translate.gettext(PART_LABELS[search.part]), link(part=None))
    if search.at:
        yield Chip(translate.gettext("vers %(time)s", time=search.at), link(at=None))


def _price(search: Search, translate: Translator) -> str:
    currency, cents = search.price_limit or ("", 0)
    if not cents:
        return translate.gettext("Gratuit")
    amount = money_text(cents, currency, translate.locale)
    return translate.gettext("%(amount)s au plus", amount=amount)
