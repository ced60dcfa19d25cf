"""Words as Markdown that says them and nothing else."""

import re
from itertools import pairwise

_MARKS = re.compile(r"[\\`*_\[\]<~|]|&(?=#?\w{1,40};)")
_LINE_STARTS = re.compile(r"^(\s*)(?:([#>+=-])|(\d{1,9})([.)])(?=\s|$))")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
ENDS = " .,:;!?…"
_RUNS = re.compile(r"`+")


def escape_marks(text: str) -> str:
    """Text without a sign that Markdown would read as a mark inside of a line."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", text)


def escape_starts(text: str) -> str:
    """A paragraph none of whose lines begins as a heading, a list, a quote or a rule."""
    return "\n".join(_LINE_STARTS.sub(_start, line) for line in text.split("\n"))


def _start(found: re.Match[str]) -> str:
    if found[2]:
        return f"{found[1]}\\{found[2]}"
    return f"{found[1]}{found[3]}\\{found[4]}"


def one_space(text: str) -> str:
    """Text as a page shows it: blanks and ends of lines in a row are one space."""
    return _BLANKS.sub(" ", text)


def fenced(text: str, sign: str = "`", least: int = 3) -> str:
    """A fence that a text does not hold."""
    longest = max((len(run) for run in _RUNS.findall(text)), default=0)
    return sign * max(least, longest + 1)


def code_span(text: str) -> str:
    """Text as code inside of a line."""
    plain = one_space(text)
    if not plain.strip():
        return ""
    fence = fenced(plain, least=1)
    edge = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{edge}{plain}{edge}{fence}"


def destination(url: str) -> str:
    """An address as it stands in a link: without anything that would end it."""
    plain = "".join(url.split()) if "\n" in url else url.strip()
    if re.search(r"[\s()<>\\]", plain) or not plain:
        safe = plain.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
        return f"<{safe}>"
    return plain


def emphasised(mark: str, inner: str) -> tuple[str, str, str]:
    """Words between two marks, and the blanks before and after them, which must stand outside."""
    words = inner.strip()
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(inner.rstrip()) :] if words else ""
    return before, f"{mark}{words}{mark}" if words else "", after


def joined(pieces: list[str]) -> str:
    """Pieces of one line, so that none makes another mean something else: an exclamation before a
    link is no picture, and a mark between a letter and a sign is none at all (CommonMark 6.2)."""
    found: list[str] = []
    kept = [piece for piece in pieces if piece]
    for piece, after in pairwise([*kept, ""]):
        before = found[-1] if found else ""
        words = _beside(piece, before[-1:], after.lstrip("*~")[:1])
        if words.startswith("[") and before.endswith("!"):
            found[-1] = f"{before[:-1]}\\!"
        found.append(words)
    return "".join(found)


def _beside(piece: str, before: str, after: str) -> str:
    """A piece between marks, as it must be written beside these letters."""
    mark = next((m for m in ("**", "~~", "*") if piece.startswith(m) and piece.endswith(m)), "")
    words = piece[len(mark) : len(piece) - len(mark)]
    if not mark or not words:
        return piece
    if before and before in "*~":  # two runs of marks would be read as one
        return words
    if words.startswith("*") or (words.endswith("*") and not words.endswith("\\*")):
        return words if before.isalnum() or after.isalnum() else piece  # marks in marks
    if before.isalnum() and not words[0].isalnum():
        return words
    plain = words.rstrip(ENDS)
    if not after.isalnum() or plain == words:
        return piece if words[-1].isalnum() or not after.isalnum() else words
    return f"{mark}{plain}{mark}{words[len(plain) :]}" if plain[-1:].isalnum() else words
