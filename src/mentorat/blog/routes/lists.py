"""The lists of articles: all of them, by tag, author and series, and what a search finds."""

from typing import Any, NamedTuple

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.blog.addresses import author_address, list_address
from mentorat.blog.lists.listings import LANGUAGES, everything, of_author, of_series, of_tag
from mentorat.blog.queries.names import find_author, find_series, find_tag
from mentorat.blog.queries.search import find_posts
from mentorat.blog.routes.asked_list import PostQuery, page_asked_for, page_of, page_query
from mentorat.blog.schemas import AuthorCard, PostsPage
from mentorat.blog.shown.cards import author_of, card
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.web.openapi import describe
from mentorat.web.problems import translated
from mentorat.web.provide import Anybody, AnyRequest, Config, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

FOUND_MAX = 30
Q_LETTERS_MAX = 200


class ListPage(NamedTuple):
    """What a page of a list is called, and where it is."""

    path: str
    title: str | None = None
    kind: str = "blog"
    author: AuthorCard | None = None


@get(
    "/api/posts",
    guards=[within_budget],
    opt=describe(
        "listPosts",
        "Published articles: all of them, or those of one list",
        query=PostQuery,
        open_to_all=True,
        scope="posts:read",
    ),
)
async def list_posts(request: AnyRequest, db: RequestDb, visitor: Anybody) -> PostsPage:
    del visitor  # asked for, so that a member's own language counts
    query = validated(PostQuery, query_fields(request, PostQuery))
    return await page_asked_for(db, query, request_translator(request).locale)


@get("/blog", media_type="text/html", guards=[within_budget])
async def show_blog(
    request: AnyRequest, db: RequestDb, visitor: Anybody, settings: Config
) -> Response[Any]:
    """The newest articles, or with `?q=` what a search finds; `exactly` takes the words as they
    are typed."""
    del visitor, settings
    words = " ".join(request.query_params.get("q", "").split())[:Q_LETTERS_MAX]
    if words:
        return await _search_page(request, db, words)
    locale = request_translator(request).locale
    return _list_page(request, await _found(request, db, everything(locale)), ListPage("/blog"))


@get("/blog/tags/{tag:str}", media_type="text/html", guards=[within_budget])
async def show_tag(
    request: AnyRequest, db: RequestDb, visitor: Anybody, tag: FromPath[str]
) -> Response[Any]:
    del visitor
    name = of_tag(tag, request_translator(request).locale)
    label, found = await together(db, find_tag(db, tag), _found(request, db, name))
    if label is None:
        raise NotFound
    return _list_page(request, found, ListPage(f"/blog/tags/{tag}", label, "tag"))


@get("/blog/authors/{author:str}", media_type="text/html", guards=[within_budget])
async def show_author(
    request: AnyRequest, db: RequestDb, visitor: Anybody, author: FromPath[str]
) -> Response[Any]:
    """By the short link of a mentor, or the id of whoever has none; an older link leads on."""
    del visitor
    row = await find_author(db, author)
    if row is None:
        raise NotFound
    who = author_of(row)
    if who.slug != author:
        return Redirect(list_address(request, author_address(who)), status_code=302)
    name = of_author(who.id, request_translator(request).locale)
    page = ListPage(author_address(who), who.display_name, "author", who)
    return _list_page(request, await _found(request, db, name), page)


@get("/blog/series/{series:str}", media_type="text/html", guards=[within_budget])
async def show_series(
    request: AnyRequest, db: RequestDb, visitor: Anybody, series: FromPath[str]
) -> Response[Any]:
    del visitor
    name = of_series(series, request_translator(request).locale)
    row, found = await together(
        db, find_series(db, series), _found(request, db, name, in_order=True)
    )
    if row is None:
        raise NotFound
    return _list_page(request, found, ListPage(f"/blog/series/{row.slug}", row.title, "series"))


async def _found(
    request: AnyRequest, db: RequestDb, name: str, *, in_order: bool = False
) -> PostsPage:
    """The part of a list that this address asks for."""
    query, _problems = page_query(request)
    return await page_of(db, name, query, in_order=in_order)


def _list_page(request: AnyRequest, page: PostsPage, listed: ListPage) -> Response[Any]:
    """A page of a list; one that no article ever stood in for these readers says so."""
    translate = request_translator(request)
    query, problems = page_query(request)
    origin = request.app.state.settings.origin
    context = {
        **_shared(request, listed, page),
        "problems": translated(tuple(problems), translate),
        "canonical": origin + listed.path,
        "is_first": query.cursor is None,
        "languages": LANGUAGES,
        "feeds": listed.path if listed.kind != "series" else None,
    }
    return html(request, "blog/list.html", context, status=422 if problems else 200)


async def _search_page(request: AnyRequest, db: RequestDb, words: str) -> Response[Any]:
    exactly = "exactly" in request.query_params
    locale = request_translator(request).locale
    found = await find_posts(db, words, locale, count=FOUND_MAX, exactly=exactly)
    page = PostsPage([card(row) for row in found.rows], None)
    context = {
        **_shared(request, ListPage("/blog"), page),
        "words": words,
        "mended": found.mended,
        "is_cut": len(page.items) == FOUND_MAX,
    }
    return html(request, "blog/search.html", context)


def _shared(request: AnyRequest, listed: ListPage, page: PostsPage) -> dict[str, Any]:
    return {
        "page": page,
        "listed": listed,
        "zone": reader_zone(request),
        "origin": request.app.state.settings.origin,
    }
