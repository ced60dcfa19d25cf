"""One article: its page, its JSON, its Markdown."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from mentorat.blog.cards import detail
from mentorat.blog.queries.page import find_article
from mentorat.errors import NotFound
from mentorat.web.provide import Anybody, AnyRequest, Config, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


@get("/blog/{slug:str}", media_type="text/html", guards=[within_budget])
async def show_article(
    request: AnyRequest,
    db: RequestDb,
    now: Now,
    visitor: Anybody,
    settings: Config,
    slug: FromPath[str],
) -> Response[Any]:
    del visitor
    row = await find_article(db, slug)
    if row is None:
        raise NotFound
    context = {
        "article": detail(row, None),
        "canonical": f"{settings.origin}/blog/{row.slug}",
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "blog/article.html", context)
