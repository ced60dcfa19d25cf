"""What a feed says, whatever its format."""

import re
from datetime import datetime

import msgspec

# XML 1.0, 2.2: what no document may hold, not even escaped.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An article; its text is HTML whose addresses are whole."""

    id: str
    url: str
    title: str
    excerpt: str
    html: str
    language: str
    author: str
    author_url: str | None
    tags: list[str]
    picture: str | None
    published_at: datetime
    modified_at: datetime


class FeedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A list of articles: `url` is where it is, `page` the page that people read instead."""

    title: str
    description: str
    language: str
    url: str
    page: str
    entries: list[FeedEntry]
    modified_at: datetime | None


def legal(text: str) -> str:
    """A text without what XML cannot hold."""
    return ILLEGAL.sub("\ufffd", text)
