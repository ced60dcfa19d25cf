"""The short link of a mentor: `/m/marc-lenoir`."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.directory.queries.mentor import find_linked
from mentorat.errors import NotFound
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget


@get("/m/{slug:str}", media_type="text/html", guards=[within_budget], status_code=302)
async def follow_short_link(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, slug: FromPath[str]
) -> Response[Any]:
    """To the page of whoever holds the link; not for good, since they may leave."""
    del request
    mentor_id = await find_linked(db, slug, viewer=visitor, now=now)
    if mentor_id is None:
        raise NotFound
    return Redirect(f"/mentors/{mentor_id}", status_code=302)
