"""The curated skills as chips of a form, and the words that are a mentor's own."""

from collections.abc import Sequence
from typing import NamedTuple

from mentorat.mentors.queries import SkillRow
from mentorat.text.folding import name_keys


class SkillChip(NamedTuple):
    """A skill to check: `value` is the mentor's own spelling where they chose it."""

    label: str
    value: str
    is_chosen: bool


class SkillChips(NamedTuple):
    """The skills by chapter, how many are chosen in each, and the mentor's other words."""

    chapters: dict[str, list[SkillChip]]
    chosen: dict[str, int]
    own: list[str]


def skill_chips(skills: Sequence[SkillRow], expertise: Sequence[str], locale: str) -> SkillChips:
    """What a mentor chose, on the list in the reader's language; saved again, it is the same."""
    words = dict(zip(reversed(name_keys(expertise)), reversed(expertise), strict=True))
    own = list(expertise)
    chapters: dict[str, list[SkillChip]] = {}
    for skill in skills:
        keys = name_keys([skill.label_fr, skill.label_en, *skill.synonyms])
        word = next((words[key] for key in keys if words.get(key) in own), None)
        if word is not None:
            own.remove(word)
        label = skill.label(locale)
        chip = SkillChip(label, word or label, word is not None)
        chapters.setdefault(skill.chapter(locale), []).append(chip)
    chosen = {name: sum(chip.is_chosen for chip in chips) for name, chips in chapters.items()}
    return SkillChips(chapters, chosen, own)
