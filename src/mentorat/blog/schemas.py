"""Articles on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from mentorat.blog.publication import StepName
from mentorat.blog.slugs import RESERVED, slug_of
from mentorat.errors import say
from mentorat.wire import ONE_LINE, SEVERAL_LINES, WholeMinute, Wire

TITLE_MAX = 150
EXCERPT_MAX = 300
MARKDOWN_MAX = 200_000
TAGS_MAX = 8
TAG_LETTERS_MAX = 40
SKILLS_MAX = 8

Language = Literal["fr", "en"]


def _slug(text: str) -> str:
    if text != slug_of(text):
        sentence = say("Des lettres sans accent, des chiffres et des tirets (mon-article).")
        raise PydanticCustomError("slug", "not a slug", {"sentence": sentence})
    if text in RESERVED:
        sentence = say("Cette adresse est réservée.")
        raise PydanticCustomError("slug", "reserved", {"sentence": sentence})
    return text


Slug = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_slug)]
Title = Annotated[str, Field(max_length=TITLE_MAX), ONE_LINE]
Tag = Annotated[str, Field(min_length=1, max_length=TAG_LETTERS_MAX), ONE_LINE]


class PostDocument(Wire):
    """An article as its author writes it, always whole. A draft may lack anything; what readers
    need is asked for when it is submitted. `version` (or `If-Match`) is the one that was read: with
    neither, a change made meanwhile is overwritten."""

    language: Language = "fr"
    title: Title = ""
    excerpt: Annotated[str, Field(max_length=EXCERPT_MAX), ONE_LINE] = ""
    markdown: Annotated[str, Field(max_length=MARKDOWN_MAX), SEVERAL_LINES] = ""
    tags: Annotated[list[Tag], Field(max_length=TAGS_MAX)] = Field(default_factory=list)
    skills: Annotated[
        list[Annotated[str, Field(max_length=80), ONE_LINE]], Field(max_length=SKILLS_MAX)
    ] = Field(default_factory=list)
    series: Annotated[str, Field(max_length=TITLE_MAX), ONE_LINE] | None = None
    slug: Slug | None = None
    cover_key: Annotated[str, Field(max_length=100), ONE_LINE] | None = None
    cover_alt: Annotated[str, Field(max_length=300), ONE_LINE] | None = None
    publish_at: WholeMinute | None = None
    unpublish_at: WholeMinute | None = None
    version: Annotated[int, Field(ge=1)] | None = None


class NewPost(PostDocument):
    """A new article or, with `pairOf`, the other language version of one."""

    pair_of: Annotated[UUID, Field(strict=False)] | None = None  # as text, in JSON and forms


class StepBody(Wire):
    """A step of an article. `note` is what an operator asks to change, `version` the one that was
    looked at."""

    step: StepName
    note: Annotated[str, Field(max_length=2000), SEVERAL_LINES] | None = None
    version: Annotated[int, Field(ge=1)] | None = None


class NoteForm(Wire):
    """What an operator asks an author to change."""

    note: Annotated[str, Field(min_length=1, max_length=2000), SEVERAL_LINES]


class CurrentWords(msgspec.Struct, frozen=True):
    """The newest words of an article, for whoever wrote others meanwhile."""

    version: int
    title: str
    excerpt: str
    markdown: str


class Cover(msgspec.Struct, frozen=True, rename="camel"):
    """The picture above an article: its description, and the widths there are, in pixels."""

    key: str
    alt: str
    width: int
    height: int
    widths: list[int]


class TagName(msgspec.Struct, array_like=True, frozen=True):
    """A tag, and its place in an address."""

    slug: str
    label: str


class TagLink(msgspec.Struct, frozen=True, rename="camel"):
    """A tag, and its name in addresses."""

    slug: str
    label: str


class AuthorCard(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Who wrote an article; without a name once they have left. `slug` is their name in addresses,
    `mentorId` leads to their page in the directory while they can be booked."""

    id: str
    display_name: str
    image_url: str | None
    slug: str | None
    mentor_id: str | None
    headline: str


class OwnPost(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """An article as its author reads it. `hasChanges`: readers still see an older version. `steps`
    are those that may be taken now."""

    id: UUID
    language: str
    title: str
    excerpt: str
    markdown: str
    tags: list[str]
    skills: list[str]
    series: str | None
    slug: str | None
    cover: Cover | None
    status: str
    note: str | None
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    version: int
    live_version: int | None
    has_changes: bool
    steps: list[str]
    created_at: datetime
    updated_at: datetime


class PostCard(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """An article in a list. Send its `id` as `article` with a booking that it led to."""

    id: UUID
    slug: str
    language: str
    title: str
    excerpt: str
    author: AuthorCard
    tags: list[TagLink]
    cover: Cover | None
    reading_minutes: int
    published_at: datetime
    modified_at: datetime


class Contents(msgspec.Struct, frozen=True):
    """A line of an article's table of contents."""

    level: int
    id: str
    text: str


class SeriesLink(msgspec.Struct, frozen=True):
    """The series that an article belongs to."""

    slug: str
    title: str


class SeriesPart(msgspec.Struct, frozen=True):
    """Another article of a series."""

    slug: str
    title: str


class Translation(msgspec.Struct, frozen=True):
    """The same article in the other language."""

    language: str
    slug: str
    title: str


class PostDetail(PostCard, frozen=True, kw_only=True):
    """A whole article; `html` is made from `markdown` and safe to show in any page."""

    markdown: str
    html: str
    toc: list[Contents]
    skills: list[str]
    series: SeriesLink | None
    translation: Translation | None


class PostsPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of articles; `nextCursor` asks for the next one."""

    items: list[PostCard]
    next_cursor: str | None
