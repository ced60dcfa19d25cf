"""What differs between two texts, line by line."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

AROUND = 2  # unchanged lines that are shown beside a change


class LineChange(NamedTuple):
    """A line of two texts; `skipped` stands for `lines` lines that both have."""

    kind: Literal["same", "changed", "added", "removed", "skipped"]
    before: str = ""
    after: str = ""
    lines: int = 1


def line_changes(before: str, after: str) -> list[LineChange]:
    """Every line that differs, with its neighbours; nothing when the texts are the same."""
    if before == after:
        return []
    old, new = before.split("\n"), after.split("\n")
    found: list[LineChange] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            is_first, is_last = i == 0, j == len(old)
            found += _context(old[i:j], is_first=is_first, is_last=is_last)
        else:
            found += _differing(old[i:j], new[k:m])
    return found


def _context(lines: list[str], *, is_first: bool, is_last: bool) -> Iterator[LineChange]:
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(lines) <= head + tail + 1:
        yield from (LineChange("same", line, line) for line in lines)
        return
    rest = len(lines) - tail
    yield from (LineChange("same", line, line) for line in lines[:head])
    yield LineChange("skipped", lines=rest - head)
    yield from (LineChange("same", line, line) for line in lines[rest:])


def _differing(old: list[str], new: list[str]) -> Iterator[LineChange]:
    both = min(len(old), len(new))
    for before, after in zip(old[:both], new[:both], strict=True):
        yield LineChange("changed", before, after)
    yield from (LineChange("removed", before=line) for line in old[both:])
    yield from (LineChange("added", after=line) for line in new[both:])
