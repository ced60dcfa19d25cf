"""One article: its page, its JSON, its Markdown."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.blog.addresses import article_address, list_address
from mentorat.blog.queries.beside import Beside, HoursRow, find_beside, find_translation
from mentorat.blog.queries.page import ArticleRow, find_article, find_forwarding
from mentorat.blog.routes.card import drawn_address
from mentorat.blog.schemas import PostDetail
from mentorat.blog.shown.cards import card, detail
from mentorat.blog.shown.markdown_twin import markdown_twin
from mentorat.blog.shown.structured_data import article_document
from mentorat.bookings.queries.taken import busy_of
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.schedules.next_starts import next_starts
from mentorat.schedules.plans import stored_plan
from mentorat.web.conditional import KeptAnswer, conditional, tag_of
from mentorat.web.language import translator
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

SLOTS_SHOWN = 3
CONTENTS_MIN = 3  # headings that are worth a table
MARKDOWN = ".md"
ANEW = {"Cache-Control": "private, no-cache"}  # kept, and asked about each time
SHARED = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}


@get(
    "/api/posts/{slug:str}",
    guards=[within_budget],
    opt=describe(
        "getPost",
        "A published article; an old address leads to the current one",
        answers={200: PostDetail, 301: None, 304: None},
        headers=("If-None-Match",),
        sends=("ETag",),
        open_to_all=True,
        scope="posts:read",
    ),
)
async def read_article(
    request: AnyRequest, db: RequestDb, visitor: Anybody, slug: FromPath[str]
) -> Response[Any]:
    del visitor
    row, translation, found = await together(
        db, find_article(db, slug), find_translation(db, slug), find_forwarding(db, slug)
    )
    if row is None:
        if found is None or found.slug is None:
            raise NotFound
        return Redirect(list_address(request, f"/api/posts/{found.slug}"), status_code=301)
    body = msgspec.json.encode(detail(row, translation))
    answer = KeptAnswer(body, "application/json", ANEW, modified_at=row.modified_at)
    return conditional(request, answer)


@get("/blog/{slug:str}", media_type="text/html", guards=[within_budget])
async def show_article(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, slug: FromPath[str]
) -> Response[Any]:
    """An article; with `.md` behind its address, as its author wrote it."""
    name = slug.removesuffix(MARKDOWN)
    row = await find_article(db, name)
    if row is None:
        return await _elsewhere(request, db, name, slug[len(name) :])
    if name != slug:
        return _as_markdown(request, row)
    locale = request_translator(request).locale
    beside = await find_beside(db, row, locale, now=now)
    context = _context(request, row, beside, now)
    context["is_own"] = visitor.user is not None and visitor.user.id == row.author_id
    page = html(request, "blog/article.html", context)
    if request.cookies or visitor.user:
        return page
    # Who has no cookie yet, or never keeps one, is shown the same page as everybody like them.
    seen = [row.modified_at, context["slots"], context["related"], locale, context["zone"].name]
    tag = tag_of(msgspec.json.encode([*seen, context["article"], now.date()]))
    return conditional(request, KeptAnswer(page.content, "text/html", ANEW, tag))


async def _elsewhere(request: AnyRequest, db: Db, slug: str, ending: str) -> Response[Any]:
    """Where an article went: to its newest address in one step, or nowhere for now (410); raises
    NotFound for what never was one."""
    found = await find_forwarding(db, slug)
    if found is None or (found.slug is None and found.published_at is None):
        raise NotFound
    if found.slug is None:
        return html(request, "blog/gone.html", {}, status=410)
    target = article_address(found.slug) + ending
    return Redirect(list_address(request, target), status_code=301)


def _as_markdown(request: AnyRequest, row: ArticleRow) -> Response[bytes]:
    origin = request.app.state.settings.origin
    translate = translator("en" if row.language == "en" else "fr")
    address = origin + article_address(row.slug)
    text = markdown_twin(row, address, nobody=translate.gettext("Ancien membre"))
    headers = {**SHARED, "Link": f'<{address}>; rel="canonical"'}
    answer = KeptAnswer(text.encode(), "text/markdown", headers, modified_at=row.modified_at)
    return conditional(request, answer)


def _context(request: AnyRequest, row: ArticleRow, beside: Beside, now: datetime) -> dict[str, Any]:
    origin, translate = request.app.state.settings.origin, request_translator(request)
    article = detail(row, beside.translation)
    name = article.author.display_name or translate.gettext("Ancien membre")
    cover = article.cover
    uploaded = f"{origin}/files/{cover.key}/{cover.widths[-1]}.webp" if cover else None
    picture = uploaded or drawn_address(row, origin)
    contents = [line for line in article.toc if line.level < 4]  # noqa: PLR2004  h2 and h3
    return {
        "article": article,
        "contents": contents if len(contents) >= CONTENTS_MIN else [],
        "skills": article.skills,
        "before": beside.before,
        "after": beside.after,
        "related": [card(one) for one in beside.related],
        "slots": _slots(beside.hours, now) if beside.hours else [],
        "canonical": origin + article_address(article.slug),
        "origin": origin,
        "picture": picture,
        "document": article_document(article, origin, author=name, picture=picture),
        "zone": reader_zone(request),
        "now": now,
    }


def _slots(hours: HoursRow, now: datetime) -> list[datetime]:
    """The author's next free hours."""
    plan, busy = stored_plan(bytes(hours.availability)), busy_of(hours.taken)
    found = next_starts(plan, busy, SLOTS_SHOWN, now=now)
    return [datetime.fromtimestamp(start, UTC) for start in found]
