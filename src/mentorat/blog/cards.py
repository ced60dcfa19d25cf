"""Rows of articles as readers see them."""

from typing import Any

import msgspec

from mentorat.blog.queries.cards import CardRow
from mentorat.blog.queries.page import ArticleRow
from mentorat.blog.schemas import (
    AuthorCard,
    Contents,
    Cover,
    PostCard,
    PostDetail,
    SeriesLink,
    TagLink,
    TagName,
    Translation,
)


def author_of(row: CardRow) -> AuthorCard:
    """Who wrote it: of who left, nothing; a page in the directory only while they can be booked."""
    if not row.is_here:
        return AuthorCard(id=row.author_id, display_name="", image_url=None, mentor_id=None, slug=None, headline="")
    return AuthorCard(
        id=row.author_id,
        display_name=" ".join(name for name in (row.first_name, row.last_name) if name),
        image_url=row.image_url,
        mentor_id=row.author_id if row.is_bookable else None,
        slug=(row.author_slug if row.is_bookable else None) or row.author_id,
        headline=(row.headline or "") if row.is_bookable else "",
    )


def tags_of(row: CardRow) -> list[TagLink]:
    """Its tags, as they are written."""
    return [TagLink(one.slug, one.label) for one in msgspec.json.decode(row.tags, type=list[TagName])]


def cover_of(row: CardRow) -> Cover | None:
    """The picture above it, if there is one."""
    return msgspec.json.decode(row.cover, type=Cover | None) if row.cover else None


def card(row: CardRow) -> PostCard:
    """An article in a list."""
    return PostCard(**_common(row))


def detail(row: ArticleRow, translation: Translation | None) -> PostDetail:
    """An article, whole, and its other language."""
    is_part = row.series_slug is not None and row.series_title is not None
    return PostDetail(
        **_common(row),
        markdown=row.markdown,
        html=row.html,
        toc=msgspec.json.decode(row.toc, type=list[Contents]),
        skills=row.skills,
        series=SeriesLink(row.series_slug or "", row.series_title or "") if is_part else None,
        translation=translation,
    )


def _common(row: CardRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "language": row.language,
        "title": row.title,
        "excerpt": row.excerpt,
        "author": author_of(row),
        "tags": tags_of(row),
        "cover": cover_of(row),
        "reading_minutes": row.reading_minutes,
        "published_at": row.published_at,
        "modified_at": row.modified_at,
    }
