"""What becomes of a Markdown text: a page, and what is known of it without reading it again."""

from typing import Literal

import msgspec

Language = Literal["fr", "en"]


class Heading(msgspec.Struct, frozen=True):
    """A line of the table of contents: h2 to h4, and the id its link goes to."""

    level: int
    id: str
    text: str


class ArticleImage(msgspec.Struct, frozen=True):
    """A picture of the text: `key` is its name among our own files, None for one from elsewhere."""

    url: str
    alt: str
    key: str | None = None


class ArticleLink(msgspec.Struct, frozen=True):
    """Where a link goes, and the words that are tapped."""

    url: str
    text: str


class Article(msgspec.Struct, frozen=True):
    """A text as it is kept: `html` is safe anywhere, `plain` is what a search reads."""

    language: Language
    html: str
    toc: list[Heading]
    reading_minutes: int
    excerpt: str
    plain: str
    word_count: int
    sentence_words: list[int]
    outline: list[int]  # every heading's level in order, h5 and h6 included
    images: list[ArticleImage]
    links: list[ArticleLink]

    @property
    def image_keys(self) -> list[str]:
        """Our own files that the text shows, each once."""
        return list(dict.fromkeys(image.key for image in self.images if image.key is not None))

    @property
    def image_urls(self) -> list[str]:
        """Every picture's address as it was written, each once."""
        return list(dict.fromkeys(image.url for image in self.images))

    @property
    def link_urls(self) -> list[str]:
        """Where the text's links go, each once; fragments of the article itself are left out."""
        return list(dict.fromkeys(link.url for link in self.links if link.url[:1] != "#"))
