"""The whole site, with one form of a member's that takes a picture."""

from typing import Any

from litestar import Litestar, Response, get, post

from mentorat.accounts.gates import Member
from mentorat.app import build_routes
from mentorat.files.keep_picture import keep_picture
from mentorat.web import csrf
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Files, RequestDb
from mentorat.web.uploads import TAKES_UPLOAD, uploaded

FORM = '<form><input type="hidden" name="csrf_token" value="{}">{}</form>'


@get("/pictures")
async def show_form(request: AnyRequest, db: RequestDb) -> Response[Any]:
    state = form_state(request)
    told = "; ".join(f"{name}={text}" for name, text in state.problems.items())
    page = FORM.format(csrf.token(request), f"{told}|{state.typed.get('alt')}")
    return Response(page, media_type="text/html", status_code=state.status)


async def show_refusal(request: AnyRequest, db: RequestDb) -> Response[Any]:
    shown: Response[Any] = await show_form.fn(request, db)
    return shown


@post("/pictures", opt=TAKES_UPLOAD)
@or_page(show_refusal)
async def keep_by_form(
    request: AnyRequest, db: RequestDb, member: Member, files: Files
) -> Response[Any]:
    fields = await read_form(request)
    kept = await keep_picture(files, await uploaded(request, "image"))
    return Response({"by": member.id, "fields": fields, "keys": kept.keys}, status_code=201)


def site_with_uploads() -> Litestar:
    """The site of Clerk's people, and the form."""
    app = build_routes("clerk")
    app.register(show_form)
    app.register(keep_by_form)
    return app
