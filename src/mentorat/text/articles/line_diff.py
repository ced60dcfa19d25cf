"""What changed between two texts: line by line, and word by word inside a line.

difflib looks at every pair of equal lines, and again for each run of them that it finds; so pairs
are counted first. Where there are too many, what differs is shown whole, as taken out and put in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

LINES_MAX = 4_000  # of each side, once what begins and ends alike is set aside
LINE_PAIRS_MAX = 20_000
WORD_PAIRS_MAX = 40_000  # of all lines together
LINE_WORDS_MAX = 1_000
ALIKE = 0.4  # of two lines: less is another line, not a changed one
_WORDS = re.compile(r"\s+|\w+|[^\w\s]+")

Kind = Literal["same", "removed", "added"]


class DiffPiece(msgspec.Struct, frozen=True):
    """A part of a line; marked when it is what changed."""

    text: str
    is_marked: bool = False


class DiffLine(msgspec.Struct, frozen=True):
    """A line with its number in either text: both for one that stayed."""

    kind: Kind
    pieces: list[DiffPiece]
    before: int | None = None
    after: int | None = None

    @property
    def text(self) -> str:
        """The line as it was written."""
        return "".join(piece.text for piece in self.pieces)


def line_diff(before: str, after: str) -> list[DiffLine]:
    """Every line of both texts in order. The lines that are not «added» make the first text, those
    that are not «removed» the second."""
    words = WordDiff()
    old, new = before.split("\n"), after.split("\n")
    lines: list[DiffLine] = []
    for start, end, from_line, to_line in _blocks(old, new):
        removed, added = old[start:end], new[from_line:to_line]
        if removed == added:
            lines += [
                DiffLine("same", [DiffPiece(text)], start + place, from_line + place)
                for place, text in enumerate(removed, 1)
            ]
            continue
        olds, news = words.of(removed, added)
        lines += [DiffLine("removed", one, before=at) for at, one in enumerate(olds, start + 1)]
        lines += [DiffLine("added", one, after=at) for at, one in enumerate(news, from_line + 1)]
    return lines


Block = tuple[int, int, int, int]  # lines of the first text, lines of the second


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Blocks alike, and blocks that differ, by turns."""
    head = _alike_from_start(old, new)
    tail = _alike_from_start(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    yield 0, head, 0, head
    middle_old, middle_new = old[head:old_end], new[head:new_end]
    if _is_bounded(middle_old, middle_new):
        matcher = SequenceMatcher(_is_blank, middle_old, middle_new, autojunk=False)
        for _, start, end, from_line, to_line in matcher.get_opcodes():
            yield start + head, end + head, from_line + head, to_line + head
    else:
        yield head, old_end, head, new_end
    yield old_end, len(old), new_end, len(new)


def _alike_from_start(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _is_bounded(old: Sequence[str], new: Sequence[str]) -> bool:
    return max(len(old), len(new)) <= LINES_MAX and _pairs(old, new) <= LINE_PAIRS_MAX


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many equal pieces could be matched with each other; blank ones are not."""
    times = Counter(new)
    return sum(times[piece] for piece in old if piece.strip())


def _is_blank(piece: str) -> bool:
    return not piece.strip()


Pieces = list[DiffPiece]


class WordDiff:
    """Marks the words that changed inside lines, for as many lines as are worth it."""

    def __init__(self) -> None:
        self.pairs_left = WORD_PAIRS_MAX

    def of(self, removed: Sequence[str], added: Sequence[str]) -> tuple[list[Pieces], list[Pieces]]:
        """The lines of either side in pieces; marked where as many lines came as went."""
        if len(removed) == len(added):
            both = [self._marked(old, new) for old, new in zip(removed, added, strict=True)]
            return [old for old, _ in both], [new for _, new in both]
        return [[DiffPiece(text)] for text in removed], [[DiffPiece(text)] for text in added]

    def _marked(self, old: str, new: str) -> tuple[Pieces, Pieces]:
        olds, news = _WORDS.findall(old), _WORDS.findall(new)
        matcher = self._matcher(olds, news)
        if matcher is None or matcher.ratio() < ALIKE:
            return [DiffPiece(old)], [DiffPiece(new)]
        left: Pieces = []
        right: Pieces = []
        for kind, start, end, from_word, to_word in matcher.get_opcodes():
            sides = (left, olds[start:end]), (right, news[from_word:to_word])
            for pieces, words in sides:
                if words:
                    pieces.append(DiffPiece("".join(words), kind != "equal"))
        return left, right

    def _matcher(self, old: list[str], new: list[str]) -> SequenceMatcher[str] | None:
        pairs = _pairs(old, new) + len(old) + len(new)
        if max(len(old), len(new)) > LINE_WORDS_MAX or pairs > self.pairs_left:
            return None
        self.pairs_left -= pairs
        return SequenceMatcher(_is_blank, old, new, autojunk=False)
