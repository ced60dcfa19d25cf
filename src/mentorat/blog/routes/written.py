"""The newest articles of a mentor, for their page in the directory."""

from litestar.params import FromPath

from mentorat.blog.lists.listings import of_author
from mentorat.blog.lists.paging import NEWEST
from mentorat.blog.queries.cards import list_newest
from mentorat.mentors.editor.written import WrittenArticle, WrittenFinder
from mentorat.web.provide import Anybody, AnyRequest, RequestDb
from mentorat.web.rendering import request_translator

SHOWN = 3


async def provide_articles(
    request: AnyRequest, db: RequestDb, visitor: Anybody, mentor_id: FromPath[str]
) -> WrittenFinder:
    """How to read them, in the reader's language; the directory itself knows nothing of the
    blog."""
    del visitor  # asked for, so that a member's own language counts
    name = of_author(mentor_id, request_translator(request).locale)

    async def find() -> list[WrittenArticle]:
        found = await list_newest(db, name, NEWEST, count=SHOWN)
        return [WrittenArticle(one.slug, one.title, one.language) for one in found]

    return find
