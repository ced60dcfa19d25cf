"""Marks as they are printed, on the words of a text alone: never in code, addresses or attributes.

French: `mentorat.text.french` says the rules; here they see the words through emphasis and links,
and quotes come in pairs. English: curled quotes (The Chicago Manual of Style, 6.115). A mark that
its author escaped (`\\"`) stays as it was typed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from mentorat.text.articles.article import Language
from mentorat.text.french import APOSTROPHE, NARROW, WIDE

OPAQUE = "\ufffc"  # stands for what is no text: code, a picture, a note's mark, an address
SPACES = " \u00a0\u202f\n"
_RUN = re.compile(rf"[^\s{OPAQUE}]+")
_AROUND_AN_ADDRESS = "\"'([{«“‘.,;:!?…)]}»”’*"
_PRINTED_QUOTES: dict[Language, tuple[str, str]] = {"fr": ("«", "»"), "en": ("“", "”")}
_BEFORE_OPENING = SPACES + "([{«“‘—–-/" + OPAQUE
_AFTER_CLOSING = SPACES + ")]}»”’,.;:!?…—–-/" + OPAQUE

_FRENCH_SPACES = re.compile(
    r"""
      (?P<narrow> (?<!«)[ \u00a0](?=[?!;][?!…]*(?:[\s)\]»”\ufffc]|$)) )
    | (?P<wide> [ ](?=:(?:[\s»]|$)) | (?<=«)[ \u202f] | [ \u202f](?=») )
    | (?P<narrow_sign> (?<=[\w»)])[?!;](?=[?!…]*(?:[\s)\]»”\ufffc]|$)) )
    | (?P<wide_sign> (?<=[^\W\d_]):(?=[\s»]|$) | (?<=[»)]):(?=[\s»]|$) | (?<=[^\s«])» )
    | (?P<sign_wide> «(?=[^\s]) )
    """,
    re.VERBOSE,
)
_CLOSING_APOSTROPHE = re.compile(r"(?<=[^\s])'(?=[\s).,;:!?…\]]|$)")
_SPACED = {
    "narrow": NARROW,
    "wide": WIDE,
    "narrow_sign": NARROW + "{}",
    "wide_sign": WIDE + "{}",
    "sign_wide": "{}" + WIDE,
}


class Edit(NamedTuple):
    """What stands from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


def printed(text: str, language: Language) -> str:
    """A run of words with the marks of its language; printing it twice changes nothing."""
    [done] = _printed_pieces([text], language)
    return done


def print_words(state: StateCore, language: Language) -> None:
    """The rule of the parser: each block's words at once, through its emphasis and links."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            _print_block(block.children, language)


def _print_block(children: list[Token], language: Language) -> None:
    words = [token for token in children if token.type == "text"]
    if not words:
        return
    pieces: list[str] = []
    slots: list[tuple[int, Token]] = []
    address = False
    for token in children:
        if token.type in {"link_open", "link_close"} and token.info == "auto":
            address = token.type == "link_open"
        if token.type == "text" and not address:
            slots.append((len(pieces), token))
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.nesting == 0:
            pieces.append(OPAQUE)
    done = _printed_pieces(pieces, language)
    for place, token in slots:
        token.content = done[place]


def _printed_pieces(pieces: list[str], language: Language) -> list[str]:
    whole = "".join(pieces)
    closed = _closed_to_rules(whole)
    whole = _with_quotes(whole, closed, language)
    edits = list(_spaces(whole, closed)) if language == "fr" else []
    done, start = [], 0
    waiting = iter(edits)
    edit = next(waiting, None)
    for piece in pieces:
        end, at, out = start + len(piece), start, []
        while edit is not None and edit.start < end:
            out += [whole[at : edit.start], edit.text]
            at = edit.end
            edit = next(waiting, None)
        out.append(whole[at:end])
        done.append("".join(out))
        start = end
    return done


def _closed_to_rules(text: str) -> bytearray:
    """One byte a character: whether it is part of an address."""
    closed = bytearray(len(text))
    if "@" in text or "://" in text or "www." in text:
        for run in _RUN.finditer(text):
            word = run[0].lstrip(_AROUND_AN_ADDRESS)
            start, word = run.end() - len(word), word.rstrip(_AROUND_AN_ADDRESS)
            if "@" in word or "://" in word or word.startswith("www."):
                closed[start : start + len(word)] = b"\1" * len(word)
    return closed


def _with_quotes(text: str, closed: bytearray, language: Language) -> str:
    letters = list(text)
    opening, closing = _PRINTED_QUOTES[language]
    pending: int | None = None
    last_apostrophe = _last_closing(text)
    for place, letter in enumerate(text):
        if letter not in "\"'" or closed[place]:
            continue
        before = letters[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        opens = before in _BEFORE_OPENING and after not in SPACES
        if letter == "'":
            is_quote = opens and not after.isdigit() and place < last_apostrophe
            letters[place] = "‘" if is_quote else APOSTROPHE
        elif opens and pending is None:
            pending = place
        elif pending is not None and (after in _AFTER_CLOSING or before not in SPACES):
            letters[pending], letters[place] = opening, closing
            pending = None
    return "".join(letters)


def _last_closing(text: str) -> int:
    """Where the last mark stands that may end a quote in single marks; -1 without one."""
    return max((found.start() for found in _CLOSING_APOSTROPHE.finditer(text)), default=-1)


def _spaces(text: str, closed: bytearray) -> Iterator[Edit]:
    for found in _FRENCH_SPACES.finditer(text):
        start, end = found.span()
        if start < len(text) and closed[start]:
            continue
        yield Edit(start, end, _SPACED[found.lastgroup or ""].format(found.group()))
