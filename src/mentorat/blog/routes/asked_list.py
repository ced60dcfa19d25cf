"""Which articles a request asks for, and a page of them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.blog.lists.listings import everything, of_author, of_series, of_skill, of_tag
from mentorat.blog.lists.paging import NEWEST, OLDEST, checked, read_place, write_place
from mentorat.blog.queries.cards import list_in_order, list_newest
from mentorat.blog.queries.names import find_author
from mentorat.blog.queries.search import find_posts
from mentorat.blog.schemas import PostsPage
from mentorat.blog.shown.cards import card
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Problem, say
from mentorat.web.provide import AnyRequest
from mentorat.web.reading import query_fields, tried
from mentorat.wire import ONE_LINE, Wire, whole_number

PAGE = 12
ONE_LIST = say("Un seul de ces critères à la fois : tag, author, series, skill ou q.")

_Name = Annotated[str, Field(max_length=100), ONE_LINE]


class PageQuery(Wire):
    """How many articles of a list, and after which."""

    cursor: Annotated[str, Field(max_length=200), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=50)] = PAGE


class PostQuery(PageQuery):
    """Which articles: all of them, or those of one list. A search (`q`) gives the best ones, as
    many as `limit` says, and has no next page; `lang` is the language of the readers."""

    lang: Literal["fr", "en"] | None = None
    tag: _Name | None = None
    author: _Name | None = None
    series: _Name | None = None
    skill: _Name | None = None
    q: Annotated[str, Field(max_length=200), ONE_LINE] | None = None

    @model_validator(mode="after")
    def _is_of_one_list(self) -> "PostQuery":
        named = (self.tag, self.author, self.series, self.skill, self.q)
        if sum(one is not None for one in named) > 1:
            raise PydanticCustomError("one_list", "one list", {"sentence": ONE_LIST})
        return self


def page_query(request: AnyRequest) -> tuple[PageQuery, list[Problem]]:
    """The place in a list that a page's address names; its beginning, with what is wrong, where it
    cannot be read. Whatever else the address says is other people's."""
    problems: list[Problem] = []
    fields = query_fields(request, PageQuery)
    known = {name: value for name, value in fields.items() if name in PageQuery.model_fields}
    return tried(PageQuery, known, problems) or PageQuery(), problems


async def page_of(db: Db, name: str, query: PageQuery, *, in_order: bool = False) -> PostsPage:
    """A page of a list, the newest first, or as a series is read."""
    first, listed = (OLDEST, list_in_order) if in_order else (NEWEST, list_newest)
    place = read_place(query.cursor) if query.cursor else first
    found = await listed(db, name, place, count=query.limit + 1)
    shown, more = found[: query.limit], found[query.limit :]
    return PostsPage([card(row) for row in shown], write_place(shown[-1].place) if more else None)


async def page_asked_for(db: Db, query: PostQuery, locale: str) -> PostsPage:
    """The page of articles that a request of the API asks for."""
    if query.q is not None:
        found = await find_posts(db, query.q, locale, count=query.limit)
        return PostsPage([card(row) for row in found.rows], None)
    name: Any = everything(locale)
    if query.tag is not None:
        name = of_tag(query.tag, locale)
    elif query.skill is not None:
        name = of_skill(query.skill, locale)
    elif query.series is not None:
        name = of_series(query.series, locale)
    elif query.author is not None:
        return await _page_of_author(db, query, query.author, locale)
    return await page_of(db, name, query, in_order=query.series is not None)


async def _page_of_author(db: Db, query: PostQuery, key: str, locale: str) -> PostsPage:
    """By the id that articles name, at once; by a short link, once it is known whose it is."""
    author, page = await together(
        db, find_author(db, key), page_of(db, of_author(key, locale), query)
    )
    if author is None or author.author_id == key:
        return page
    return await page_of(db, of_author(author.author_id, locale), query)
