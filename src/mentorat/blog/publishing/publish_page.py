"""Making what readers see of an article, and taking it away."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    Integer,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, TSVECTOR, insert

from mentorat.blog.models import PostPage, PostTag, PostWord, Series
from mentorat.blog.publishing.keep_listings import keep_listings
from mentorat.blog.queries.own import PostRow
from mentorat.blog.search.words import MONTH_SHAPE
from mentorat.blog.slugs import slug_of
from mentorat.db.executor import Db, command, encoded
from mentorat.mentors.actions.index_profile import AS_WRITTEN, ENGLISH, FRENCH
from mentorat.text.articles import RENDER_VERSION, Article, render
from mentorat.text.folding import folded

WORD_LETTERS = range(3, 31)  # of words that are worth mending
SEARCHED_LETTERS = 100_000  # of an article

instant = TIMESTAMP(timezone=True)
_post_id = bindparam("post_id", type_=Uuid)


def _json(name: str) -> Any:
    return cast(bindparam(name, type_=Text, required=True), JSONB)


def _weighed(place: str, weight: str) -> Any:
    """Words as both languages stem them, and as they are written."""
    words = bindparam(place, type_=Text)
    french, english, written = (
        func.to_tsvector(reading, words) for reading in (FRENCH, ENGLISH, AS_WRITTEN)
    )
    found = french.op("||")(english).op("||")(written)
    return func.setweight(found, literal_column(f"'{weight}'"))


# The month of publication is a word of the heading too, so that a search may ask for it.
_MONTH: Any = cast(
    literal("'")
    .op("||")(
        func.to_char(
            bindparam("published_at", type_=instant).op("at time zone")("UTC"), MONTH_SHAPE
        )
    )
    .op("||")("':1A"),
    TSVECTOR,
)
_texts = ("slug", "author_id", "language", "title", "excerpt", "markdown", "html", "series_slug")
_SEARCH = (
    _weighed("heading", "A")
    .op("||")(_weighed("summary", "B"))
    .op("||")(_weighed("body", "D"))
    .op("||")(_MONTH)
)
_VALUES: dict[str, Any] = {
    **{name: bindparam(name, type_=Text, required=True) for name in _texts},
    "pair_id": bindparam("pair_id", type_=Uuid),
    "toc": _json("toc"),
    "reading_minutes": bindparam("reading_minutes", type_=Integer),
    "tags": _json("tags"),
    "skills": bindparam("skills", type_=ARRAY(Text)),
    "series_title": select(Series.title)
    .where(Series.slug == bindparam("series_slug", type_=Text, required=True))
    .scalar_subquery(),
    "cover": _json("cover"),
    "published_at": bindparam("published_at", type_=instant),
    "modified_at": bindparam("now", type_=instant),
    "render_version": bindparam("render_version", type_=Integer),
    "search": _SEARCH,
}
_PUT = command(
    insert(PostPage)
    .values(post_id=_post_id, **_VALUES)
    .on_conflict_do_update(index_elements=[PostPage.post_id], set_=_VALUES)
)
_TAKE_AWAY = command(delete(PostPage).where(PostPage.post_id == _post_id))
_tags = (
    func.unnest(bindparam("slugs", type_=ARRAY(Text)), bindparam("labels", type_=ARRAY(Text)))
    .table_valued(column("slug", Text), column("label", Text))
    .render_derived()
)
_KEEP_TAGS = command(
    insert(PostTag)
    .from_select(["slug", "label"], select(_tags.c.slug, _tags.c.label))
    .on_conflict_do_nothing()
)
_words = (
    func.unnest(bindparam("words", type_=ARRAY(Text)))
    .table_valued(column("word", Text))
    .render_derived()
)
_KEEP_WORDS = command(
    insert(PostWord).from_select(["word"], select(_words.c.word)).on_conflict_do_nothing()
)


async def publish_page(
    db: Db, post: PostRow, slug: str, *, published_at: datetime, now: datetime
) -> None:
    """Show these words of an article to readers, in place of the ones before, in all its lists."""
    article = render(post.markdown, language=post.language)
    tags = {slug_of(label, nameless="autre"): label for label in post.tags}
    db.later(
        _PUT,
        post_id=post.id,
        slug=slug,
        tags=encoded([list(pair) for pair in tags.items()]),
        cover=_cover(post),
        published_at=published_at,
        now=now,
        **_own_columns(post),
        **rendered(article),
        **_searched(post, article),
    )
    if tags:
        db.later(_KEEP_TAGS, slugs=list(tags), labels=list(tags.values()))
    db.later(_KEEP_WORDS, words=_distinct_words(post, article))
    await keep_listings(db, post.pair_id)


async def unpublish_page(db: Db, post_id: UUID, pair_id: UUID) -> None:
    """Take an article away from readers; its translation takes its place in their lists."""
    db.later(_TAKE_AWAY, post_id=post_id)
    await keep_listings(db, pair_id)


def _own_columns(post: PostRow) -> dict[str, Any]:
    names = ("author_id", "pair_id", "language", "title", "excerpt", "markdown", "skills")
    return {**{name: getattr(post, name) for name in names}, "series_slug": post.series_slug}


def rendered(article: Article) -> dict[str, Any]:
    """The columns of a page that the renderer alone decides."""
    return {
        "html": article.html,
        "toc": encoded([msgspec.to_builtins(heading) for heading in article.toc]),
        "reading_minutes": article.reading_minutes,
        "render_version": RENDER_VERSION,
    }


def _searched(post: PostRow, article: Article) -> dict[str, Any]:
    return {
        "heading": folded(" ".join([post.title, *post.tags])),
        "summary": folded(post.excerpt),
        "body": folded(article.plain[:SEARCHED_LETTERS]),
    }


def _distinct_words(post: PostRow, article: Article) -> list[str]:
    texts = (post.title, *post.tags, post.excerpt, article.plain[:SEARCHED_LETTERS])
    found = folded(" ".join(texts)).split()
    return sorted({word for word in found if len(word) in WORD_LETTERS and not word.isdigit()})


def _cover(post: PostRow) -> str | None:
    if not (post.cover_key and post.cover_width and post.cover_height):
        return None
    return encoded(
        {
            "key": post.cover_key,
            "alt": post.cover_alt or "",
            "width": post.cover_width,
            "height": post.cover_height,
            "widths": post.cover_widths or [],
        }
    )
