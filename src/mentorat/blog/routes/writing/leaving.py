"""What an author chooses for when they leave."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.blog.actions.close_author import choose_keeping
from mentorat.errors import Invalid, Problem, say
from mentorat.web.forms import read_form
from mentorat.web.provide import AnyRequest, RequestDb


@post("/write/leaving", status_code=303)
async def choose_by_form(request: AnyRequest, db: RequestDb, member: Member) -> Response[Any]:
    """One's articles stay under «Ancien membre», or go with one's account."""
    keep = (await read_form(request)).get("keep")
    if keep not in {"yes", "no"}:
        raise Invalid([Problem("/keep", say("Faites un choix."), "missing")])
    choose_keeping(db, keeps_posts=keep == "yes", viewer=member)
    return Redirect("/write?chosen=1#leaving", status_code=303)
