"""The picture that stands beside a link to a page of ours: lines that fit, and an SVG as PNG."""

import re
import textwrap
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import resvg_py

FONTS = [str(Path(__file__).parent / f"figtree-{weight}.ttf") for weight in (400, 700)]
FIGTREE = re.compile(r"[\u0000-\u00ff\u0131\u0152\u0153\u2000-\u206f\u20ac]*")  # what it has
TINTS = re.compile(r"[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")  # of emoji
UNDRAWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
# One at a time, in a thread of its own: a picture takes a tenth of a second of one processor.
PAINTER = ThreadPoolExecutor(1, thread_name_prefix="pictures")


def lines(text: str, width: int, most: int) -> list[str]:
    """A text in at most so many lines of so many characters; longer words are cut, and what does
    not fit ends with «…». Emoji and what is not printed are left out: our font has none."""
    shown = "".join(character for character in text if _is_drawn(character))
    return textwrap.wrap(" ".join(shown.split()), width, max_lines=most, placeholder="…")


def paint(svg: str) -> bytes:
    """An SVG of ours as PNG. Letters that Figtree lacks come from the machine's fonts, if any."""
    png: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        font_files=FONTS,
        font_family="Figtree",
        skip_system_fonts=FIGTREE.fullmatch(svg) is not None,
    )
    return bytes(png)


def _is_drawn(character: str) -> bool:
    if TINTS.match(character):
        return False
    return character.isspace() or unicodedata.category(character) not in UNDRAWN
