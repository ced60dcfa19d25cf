"""In which lists an article and its other language stand, worked out anew."""

from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, column, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from mentorat.blog.lists.listings import listings
from mentorat.blog.models import PostListing, PostPage
from mentorat.db.executor import Db, command, rows

_pair_id = bindparam("pair_id", type_=Uuid)


class ListedPage(msgspec.Struct, frozen=True):
    """What decides in which lists a page stands."""

    post_id: UUID
    language: str
    author_id: str
    tags: msgspec.Raw
    skills: list[str]
    series_slug: str | None


_PAGES = rows(
    select(
        PostPage.post_id,
        PostPage.language,
        PostPage.author_id,
        PostPage.tags,
        PostPage.skills,
        PostPage.series_slug,
    )
    .where(PostPage.pair_id == _pair_id)
    .with_for_update(),
    ListedPage,
)
_DROP = command(
    delete(PostListing).where(
        PostListing.post_id.in_(select(PostPage.post_id).where(PostPage.pair_id == _pair_id))
    )
)
_listed = (
    func.unnest(bindparam("lists", type_=ARRAY(Text)), bindparam("posts", type_=ARRAY(Uuid)))
    .table_valued(column("list", Text), column("post_id", Uuid))
    .render_derived()
)
_KEEP = command(
    insert(PostListing).from_select(
        ["list", "published_at", "post_id"],
        select(_listed.c.list, PostPage.published_at, PostPage.post_id).join(
            PostPage, PostPage.post_id == _listed.c.post_id
        ),
    )
)


async def keep_listings(db: Db, pair_id: UUID) -> None:
    """Put each language of an article into the lists of its readers: an article alone is in the
    lists of both languages, of two each is in its own."""
    pages = await db.all(_PAGES, pair_id=pair_id)
    languages = {page.language for page in pages}
    found = [
        (name, page.post_id)
        for page in pages
        for locale, name in listings(
            author_id=page.author_id,
            tags=[slug for slug, _ in msgspec.json.decode(page.tags)],
            skills=page.skills,
            series=page.series_slug,
        )
        if page.language == locale or locale not in languages
    ]
    db.later(_DROP, pair_id=pair_id)
    if found:
        names, posts = zip(*found, strict=True)
        db.later(_KEEP, lists=list(names), posts=list(posts))
