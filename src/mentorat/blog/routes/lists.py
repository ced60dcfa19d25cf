"""The lists of articles: all of them, by tag, author and series, and what a search finds."""

from typing import Annotated, Any

from litestar import Response, get
from pydantic import AfterValidator, BeforeValidator, Field

from mentorat.blog.cards import card
from mentorat.blog.listings import everything
from mentorat.blog.paging import NEWEST, checked, read_place, write_place
from mentorat.blog.queries.cards import list_newest
from mentorat.blog.schemas import PostsPage
from mentorat.db.executor import Db
from mentorat.web.problems import translated
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.reading import query_fields, tried
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone
from mentorat.wire import Wire, whole_number

PAGE = 12


class ListQuery(Wire):
    """How many articles, and after which."""

    cursor: Annotated[str, Field(max_length=200), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=50)] = PAGE
    lang: str | None = None


async def page_of(db: Db, name: str, query: ListQuery) -> PostsPage:
    """A page of a list of articles, the newest first."""
    before = read_place(query.cursor) if query.cursor else NEWEST
    found = await list_newest(db, name, before, count=query.limit + 1)
    shown, more = found[: query.limit], found[query.limit :]
    return PostsPage([card(row) for row in shown], write_place(shown[-1].place) if more else None)


@get("/blog", media_type="text/html", guards=[within_budget])
async def show_blog(request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody) -> Response[Any]:
    del visitor
    translate = request_translator(request)
    problems: list[Any] = []
    query = tried(ListQuery, query_fields(request, ListQuery), problems) or ListQuery()
    page = await page_of(db, everything(translate.locale), query)
    context = {
        "page": page,
        "problems": translated(tuple(problems), translate),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "blog/list.html", context, status=422 if problems else 200)
