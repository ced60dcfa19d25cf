"""How articles are read, for who wrote one and for operators."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from mentorat.accounts.gates import Member, Operator
from mentorat.blog.queries.figures import DAYS, list_most_read, read_all_figures, read_figures
from mentorat.blog.queries.own import find_own
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.rendering import html


@get("/write/{post_id:uuid}/figures", media_type="text/html")
async def show_own_figures(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, post_id: FromPath[UUID]
) -> Response[Any]:
    post, figures = await together(
        db,
        find_own(db, post_id, viewer=member),
        read_figures(db, post_id, today=now.date()),
    )
    if post is None:
        raise NotFound
    context = {"post": post, "figures": figures, "most_read": [], "days": DAYS}
    return html(request, "blog/figures.html", context)


@get("/admin/posts/figures", media_type="text/html")
async def show_all_figures(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    today = now.date()
    figures, most_read = await together(
        db, read_all_figures(db, today=today), list_most_read(db, today=today)
    )
    context = {
        "post": None,
        "figures": figures,
        "most_read": most_read,
        "days": DAYS,
    }
    return html(request, "blog/figures.html", context)
