"""Rows of articles as readers see them."""

from typing import Any

import msgspec

from mentorat.blog.queries.cards import AuthorRow, CardRow
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


def author_of(row: AuthorRow) -> AuthorCard:
    """Who wrote it. Who left has no name any more and leads nowhere; only who can be booked has a
    page in the directory."""
    is_mentor = bool(row.is_here and row.is_bookable)
    known = (row.author_slug if is_mentor else None) or row.author_id
    return AuthorCard(
        id=row.author_id,
        display_name=" ".join(name for name in (row.first_name, row.last_name) if name),
        image_url=row.image_url if row.is_here else None,
        slug=known if row.is_here else None,
        mentor_id=row.author_id if is_mentor else None,
        headline=(row.headline or "") if is_mentor else "",
    )


def tags_of(row: CardRow) -> list[TagLink]:
    """Its tags, as they are written."""
    return [
        TagLink(one.slug, one.label) for one in msgspec.json.decode(row.tags, type=list[TagName])
    ]


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
        "id": row.post_id,
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
