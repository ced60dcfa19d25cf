"""How articles are read, for who wrote one and for operators."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from mentorat.accounts.gates import Member, Operator
from mentorat.blog.queries.figures import DAYS, list_most_read, read_all_figures, read_figures
from mentorat.blog.queries.own import find_own
from mentorat.errors import NotFound
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.rendering import html


@get("/write/{post_id:uuid}/figures", media_type="text/html")
async def show_own_figures(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, post_id: FromPath[UUID]
) -> Response[Any]:
    post = await find_own(db, post_id, viewer=member)
    if post is None:
        raise NotFound
    figures = await read_figures(db, post.id, today=now.date())
    context = {"post": post, "figures": figures, "most_read": [], "days": DAYS}
    return html(request, "blog/figures.html", context)


@get("/admin/posts/figures", media_type="text/html")
async def show_all_figures(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    today = now.date()
    context = {
        "post": None,
        "figures": await read_all_figures(db, today=today),
        "most_read": await list_most_read(db, today=today),
        "days": DAYS,
    }
    return html(request, "blog/figures.html", context)
