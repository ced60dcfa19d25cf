"""JSON Feed 1.1 (jsonfeed.org)."""

from typing import Any

import msgspec

from mentorat.blog.feeds.entries import FeedDocument, FeedEntry

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: FeedDocument) -> bytes:
    """The feed as JSON."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "title": feed.title,
            "description": feed.description,
            "language": feed.language,
            "home_page_url": feed.page,
            "feed_url": feed.url,
            "items": [_item(entry) for entry in feed.entries],
        }
    )


def _item(entry: FeedEntry) -> dict[str, Any]:
    author = {"name": entry.author, **({"url": entry.author_url} if entry.author_url else {})}
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.excerpt,
        "content_html": entry.html,
        "language": entry.language,
        "date_published": entry.published_at.isoformat(),
        "date_modified": entry.modified_at.isoformat(),
        "authors": [author],
        "tags": entry.tags,
        **({"image": entry.picture} if entry.picture else {}),
    }
