"""The files of one article: its words with all that is known of it, and the words readers have not
seen yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from mentorat.blog.moving.dates import write_moment
from mentorat.blog.moving.markdown.front_matter import write_file
from mentorat.blog.queries.moving import LivePage
from mentorat.blog.queries.own import PostRow
from mentorat.files.keys import Folder, key_of


class ExportedPost(NamedTuple):
    """An article, what readers see of it, and every address it has or had."""

    row: PostRow
    page: LivePage | None
    slugs: list[str]

    @property
    def covers(self) -> list[str]:
        """The pictures above it."""
        live = _live_cover(self.page) if self.page else None
        return [key for key in (self.row.cover_key, live and live["key"]) if key]


def files_of(post: ExportedPost, name: str) -> Iterator[tuple[str, str]]:
    """The files, by their names."""
    row, page = post.row, post.page
    if page is None or not row.has_changes:
        yield f"{name}.md", write_file(_values(post, _own_words(row)), row.markdown)
        return
    yield f"{name}.md", write_file(_values(post, _live_words(page)), page.markdown)
    changes = {"id": str(row.id), "changes_of": f"{name}.md", **_own_words(row), **_hours(row)}
    yield f"{name}.changes.md", write_file(changes, row.markdown)


def _values(post: ExportedPost, words: dict[str, Any]) -> dict[str, Any]:
    row, page = post.row, post.page
    return {
        "id": str(row.id),
        "status": str(row.status),
        "author": row.author_id,
        "language": row.language,
        "pair": str(row.pair_id) if row.pair_id != row.id else None,
        **words,
        "former_slugs": [slug for slug in post.slugs if slug != words["slug"]],
        "created_at": write_moment(row.created_at),
        "updated_at": write_moment(row.updated_at),
        "published_at": write_moment(row.published_at),
        "modified_at": write_moment(page.modified_at) if page else None,
        **_hours(row),
    }


def _hours(row: PostRow) -> dict[str, datetime | str | None]:
    return {
        "publish_at": write_moment(row.publish_at),
        "unpublish_at": write_moment(row.unpublish_at),
    }


def _own_words(row: PostRow) -> dict[str, Any]:
    widths = row.cover_widths
    return {
        "title": row.title,
        "slug": row.slug,
        "excerpt": row.excerpt,
        "tags": row.tags,
        "skills": row.skills,
        "series": row.series,
        "cover": key_of(Folder(row.cover_key), widths[-1]) if row.cover_key and widths else None,
        "cover_alt": row.cover_alt,
    }


def _live_words(page: LivePage) -> dict[str, Any]:
    cover = _live_cover(page)
    return {
        "title": page.title,
        "slug": page.slug,
        "excerpt": page.excerpt,
        "tags": [label for _, label in msgspec.json.decode(page.tags)],
        "skills": page.skills,
        "series": page.series_title,
        "cover": key_of(Folder(cover["key"]), cover["widths"][-1]) if cover else None,
        "cover_alt": cover["alt"] if cover else None,
    }


def _live_cover(page: LivePage) -> dict[str, Any] | None:
    return msgspec.json.decode(page.cover) if page.cover else None
