"""What differs between two texts, as pairs of lines to show beside each other."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Literal, NamedTuple

from mentorat.text.articles.line_diff import DiffLine, DiffPiece, line_diff

AROUND = 2  # unchanged lines that are shown beside a change


class LineChange(NamedTuple):
    """A line of two texts, in pieces; `skipped` stands for `lines` lines that both have."""

    kind: Literal["same", "changed", "added", "removed", "skipped"]
    before: Sequence[DiffPiece] = ()
    after: Sequence[DiffPiece] = ()
    lines: int = 1


def line_changes(before: str, after: str) -> list[LineChange]:
    """Every line that differs, with its neighbours; nothing when the texts are the same."""
    if before == after:
        return []
    runs = [list(run) for _, run in groupby(line_diff(before, after), _is_same)]
    found: list[LineChange] = []
    for at, run in enumerate(runs):
        if run[0].kind == "same":
            found += _context(run, is_first=at == 0, is_last=at == len(runs) - 1)
        else:
            found += _differing(run)
    return found


def _is_same(line: DiffLine) -> bool:
    return line.kind == "same"


def _context(run: list[DiffLine], *, is_first: bool, is_last: bool) -> Iterator[LineChange]:
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    if len(run) <= head + tail + 1:
        yield from map(_unchanged, run)
        return
    rest = len(run) - tail
    yield from map(_unchanged, run[:head])
    yield LineChange("skipped", lines=rest - head)
    yield from map(_unchanged, run[rest:])


def _unchanged(line: DiffLine) -> LineChange:
    return LineChange("same", line.pieces, line.pieces)


def _differing(run: Iterable[DiffLine]) -> Iterator[LineChange]:
    lines = list(run)
    removed = [line.pieces for line in lines if line.kind == "removed"]
    added = [line.pieces for line in lines if line.kind == "added"]
    for before, after in zip_longest(removed, added):
        if before is None:
            yield LineChange("added", after=after)
        elif after is None:
            yield LineChange("removed", before=before)
        else:
            yield LineChange("changed", before, after)
