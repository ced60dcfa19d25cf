"""Articles: Markdown made into the HTML that readers see."""

from typing import Literal

import msgspec
import nh3
from markdown_it import MarkdownIt

RENDER_VERSION = 1
_PARSER = MarkdownIt("commonmark", {"html": False})


class ArticleHeading(msgspec.Struct, frozen=True):
    """A heading, as a table of contents leads to it."""

    level: int
    id: str
    text: str


class Article(msgspec.Struct, frozen=True):
    """What is made of an article's words."""

    html: str
    toc: list[ArticleHeading]
    reading_minutes: int
    excerpt: str
    plain: str


def render(markdown: str, *, language: Literal["fr", "en"]) -> Article:
    """The one way from Markdown to what readers see."""
    del language
    html = nh3.clean(_PARSER.render(markdown))
    plain = nh3.clean(html, tags=set())
    return Article(html, [], max(1, len(plain.split()) // 230), plain[:200], plain)
