"""The feeds of the blog: of everything, of a tag, of an author, each in three formats.

A feed is the same for everybody: its language is said by its address, never by who asks.
"""

from collections.abc import Callable
from typing import NamedTuple

from litestar import Response, get
from litestar.params import FromPath

from mentorat.blog.addresses import article_address, author_address
from mentorat.blog.feeds.atom import atom
from mentorat.blog.feeds.entries import FeedDocument, FeedEntry
from mentorat.blog.feeds.json_feed import json_feed
from mentorat.blog.feeds.rss import rss
from mentorat.blog.lists.listings import everything, of_author, of_tag
from mentorat.blog.queries.cards import WholeRow, list_whole
from mentorat.blog.queries.names import find_author, find_tag
from mentorat.blog.shown.cards import author_of, cover_of, tags_of
from mentorat.db.executor import Db
from mentorat.errors import NotFound, say
from mentorat.text.articles import absolute
from mentorat.web.conditional import KeptAnswer, conditional
from mentorat.web.language import DEFAULT, LOCALES, Translator, translator
from mentorat.web.provide import AnyRequest, RequestDb
from mentorat.web.rates import within_budget

ENTRIES_MAX = 20
HEADERS = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
TITLE = say("Blog de mentorat")
OF_ONE = say("Blog de mentorat : %(name)s")
DESCRIPTION = say("Ce que les mentors savent, écrit pour être relu.")


class FeedFormat(NamedTuple):
    """How a feed is written, and what it is called then."""

    write: Callable[[FeedDocument], bytes]
    media_type: str


FORMATS = {
    "feed.xml": FeedFormat(rss, "application/rss+xml"),
    "atom.xml": FeedFormat(atom, "application/atom+xml"),
    "feed.json": FeedFormat(json_feed, "application/feed+json"),
}
WHOLE = [f"/blog/{name}" for name in FORMATS]


class FeedSource(NamedTuple):
    """Which list a feed is of, and the page of it."""

    list: str
    page: str
    name: str | None = None


@get(WHOLE, guards=[within_budget])
async def show_feed(request: AnyRequest, db: RequestDb) -> Response[bytes]:
    name = request.scope["path"].rpartition("/")[2]
    place = FeedSource(everything(_language(request).locale), "/blog")
    return await _answer(request, db, name, place)


@get("/blog/tags/{tag:str}/{name:str}", guards=[within_budget])
async def show_tag_feed(
    request: AnyRequest, db: RequestDb, tag: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    label = await find_tag(db, tag) if name in FORMATS else None
    if label is None:
        raise NotFound
    place = FeedSource(of_tag(tag, _language(request).locale), f"/blog/tags/{tag}", label)
    return await _answer(request, db, name, place)


@get("/blog/authors/{author:str}/{name:str}", guards=[within_budget])
async def show_author_feed(
    request: AnyRequest, db: RequestDb, author: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """By every address that the author ever had: a follower is not lost when a name changes."""
    row = await find_author(db, author) if name in FORMATS else None
    if row is None:
        raise NotFound
    who = author_of(row)
    listed = of_author(who.id, _language(request).locale)
    return await _answer(
        request, db, name, FeedSource(listed, author_address(who), who.display_name)
    )


def _language(request: AnyRequest) -> Translator:
    asked = request.query_params.get("lang")
    return translator(next((one for one in LOCALES if one == asked), DEFAULT))


async def _answer(request: AnyRequest, db: Db, name: str, place: FeedSource) -> Response[bytes]:
    found = await list_whole(db, place.list, count=ENTRIES_MAX)
    translate, origin = _language(request), request.app.state.settings.origin
    feed = FeedDocument(
        title=translate.gettext(OF_ONE, name=place.name)
        if place.name
        else translate.gettext(TITLE),
        description=translate.gettext(DESCRIPTION),
        language=translate.locale,
        url=f"{origin}{place.page}/{name}?lang={translate.locale}",
        page=f"{origin}{place.page}",
        entries=[_entry(row, origin, translate) for row in found],
        modified_at=max((row.modified_at for row in found), default=None),
    )
    write, media_type = FORMATS[name]
    answer = KeptAnswer(write(feed), media_type, HEADERS, modified_at=feed.modified_at)
    return conditional(request, answer)


def _entry(row: WholeRow, origin: str, translate: Translator) -> FeedEntry:
    author, cover = author_of(row), cover_of(row)
    address = origin + article_address(row.slug)
    return FeedEntry(
        id=f"urn:uuid:{row.post_id}",
        url=address,
        title=row.title,
        excerpt=row.excerpt,
        html=absolute(row.html, address),
        language=row.language,
        author=author.display_name or translate.gettext("Ancien membre"),
        author_url=origin + author_address(author) if author.slug else None,
        tags=[tag.label for tag in tags_of(row)],
        picture=f"{origin}/files/{cover.key}/{cover.widths[-1]}.webp" if cover else None,
        published_at=row.published_at,
        modified_at=row.modified_at,
    )
