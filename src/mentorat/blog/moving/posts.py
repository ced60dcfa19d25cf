"""An article on its way: what a file says of it, before anything here is asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID, uuid5

import msgspec

from mentorat.blog.models import PostStatus

# What was left out, became less or was changed; `report.WORDS` says each.
LossKind = Literal[
    "alt",
    "author",
    "block",
    "changes",
    "code_injection",
    "comments",
    "cover",
    "date",
    "embed",
    "excerpt_cut",
    "excerpt_made",
    "form",
    "former_slug",
    "html",
    "image",
    "language",
    "links",
    "members_only",
    "not_ready",
    "other_files",
    "pages",
    "pair",
    "password",
    "series",
    "shortcode",
    "skill",
    "slug",
    "status",
    "table",
    "tag",
    "title_cut",
    "unsafe_entry",
]


class Loss(msgspec.Struct, frozen=True):
    """One thing that could not be carried over as it was: its kind, and which."""

    kind: LossKind
    detail: str = ""


class ImportedPost(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a file tells it. `origin` is the same whenever the same article is read again;
    `place` is where it stands in the file, `old_address` where readers found it. `changes` are
    words that readers had not seen."""

    origin: str
    place: str
    title: str
    markdown: str
    excerpt: str = ""
    language: str | None = None
    pair: str | None = None
    slug: str | None = None
    former_slugs: tuple[str, ...] = ()
    old_address: str | None = None
    tags: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    series: str | None = None
    cover: str | None = None
    cover_alt: str | None = None
    author: str | None = None
    status: PostStatus = PostStatus.DRAFT
    created_at: datetime | None = None
    updated_at: datetime | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    publish_at: datetime | None = None
    unpublish_at: datetime | None = None
    changes: "ImportedPost | None" = None
    pictures: dict[str, str] = {}  # addresses in the text and the cover's → entries of the source
    losses: tuple[Loss, ...] = ()

    @property
    def all_pictures(self) -> dict[str, str]:
        """Its pictures and those of the words that readers had not seen."""
        return {**(self.changes.pictures if self.changes else {}), **self.pictures}


class PostSource(Protocol):
    """A file of articles. Its articles may be read more than once; `losses` is whole afterwards."""

    kind: str
    losses: list[Loss]

    def posts(self) -> Iterator[ImportedPost]:
        """Every article, one at a time."""
        ...

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture that an article names."""
        ...

    def close(self) -> None:
        """The file is let go."""
        ...


OURS = "mentorat:"
_ELSEWHERE = UUID("3b0c9f5e-6b0e-5d53-9a53-6a3f1c7f2d11")  # ours alone; any constant does


def id_of(origin: str) -> UUID:
    """The id that an article has here, whenever it is read: the one it had, if it was ours."""
    if origin.startswith(OURS):
        return UUID(origin.removeprefix(OURS))
    return uuid5(_ELSEWHERE, origin)
