"""A text as it is read: its words without marks, its sentences, its first lines."""

import re
from typing import NamedTuple

from markdown_it.token import Token

from mentorat.text.articles.inline_text import inline_text

EXCERPT_CHARACTERS_MAX = 200
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[»”’\")\]]*\s+")
_CODE = {"fence", "code_block"}


class ArticleWords(NamedTuple):
    """The words of a text and how many there are."""

    plain: str
    excerpt: str
    word_count: int
    sentence_words: list[int]
    code_lines: int


def read_words(tokens: list[Token]) -> ArticleWords:
    """What the blocks say, code left out; the excerpt is made of the first paragraphs."""
    blocks: list[str] = []
    opening: list[str] = []
    sentences: list[int] = []
    code_lines = 0
    for place, token in enumerate(tokens):
        if token.type in _CODE:
            code_lines += token.content.count("\n")
        if token.type != "inline":
            continue
        text = inline_text(token.children).strip()
        if not text:
            continue
        blocks.append(" ".join(text.split()))
        before = tokens[place - 1]
        if before.type == "paragraph_open":
            sentences += sentence_lengths(text)
            if before.level == 0:
                opening.append(text)
    plain = "\n".join(blocks)
    return ArticleWords(plain, excerpt(opening), word_count(plain), sentences, code_lines)


def word_count(text: str) -> int:
    """How many words; signs that stand alone are none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def sentence_lengths(text: str) -> list[int]:
    """The words of each sentence of a paragraph."""
    counts = map(word_count, _SENTENCE_END.split(text))
    return [count for count in counts if count]


def excerpt(paragraphs: list[str]) -> str:
    """The first paragraphs in at most 200 characters, cut after a word."""
    text = ""
    for paragraph in paragraphs:
        text = f"{text} {paragraph}".strip()
        if len(text) >= EXCERPT_CHARACTERS_MAX:
            break
    if len(text) <= EXCERPT_CHARACTERS_MAX:
        return text
    cut = text[:EXCERPT_CHARACTERS_MAX]
    words = cut.rsplit(None, 1)[0] if any(map(str.isspace, cut)) else cut[:-1]
    return words.rstrip(" \u00a0\u202f,;:.–—«(") + "…"
