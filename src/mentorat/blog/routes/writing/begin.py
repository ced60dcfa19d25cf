"""Beginning an article."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import Member
from mentorat.blog.actions.begin_post import begin_post
from mentorat.blog.queries.own import find_own
from mentorat.blog.routes.writing.editor import new_page, preview_typed, read_new
from mentorat.blog.routes.writing.own import only_authors, own_answer
from mentorat.blog.schemas import NewPost, OwnPost
from mentorat.errors import NotFound
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json

KEY_MAX = 255


class NewPostAnswer(msgspec.Struct, frozen=True):
    """The article that a press began; kept for the same press sent again."""

    id: UUID


@get("/write/new", media_type="text/html")
async def show_new(request: AnyRequest, db: RequestDb, now: Now, member: Member) -> Response[Any]:
    return await new_page(request, db, member=member, now=now)


@post("/write/new", status_code=303)
@or_page(new_page)
async def begin_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    """Begins an article, or shows what was typed as readers would see it."""
    only_authors(member)
    fields = await read_form(request)
    if fields.get("do") == "preview":
        await preview_typed(request)
        return await new_page(request, db, member=member, now=now)
    document = read_new(request, fields)

    async def act() -> NewPostAnswer:
        return NewPostAnswer(await begin_post(db, document, viewer=member, now=now))

    key = str(fields.get("key", ""))[:KEY_MAX] or None
    said = b"/write/new\n" + document.model_dump_json().encode()
    begun = await once(db, KeyedRequest(key, said, NewPostAnswer), act, viewer=member, now=now)
    return Redirect(f"/write/{begun.id}?saved=1", status_code=303)


@post(
    "/api/me/posts",
    opt=describe(
        "createMyPost",
        "Start an article, or the other language version of one",
        takes=NewPost,
        refuses=(404, 409),
        headers=("Idempotency-Key",),
    ),
)
async def begin(request: AnyRequest, db: RequestDb, now: Now, member: Member) -> OwnPost:
    document = await read_json(request, NewPost)

    async def act() -> OwnPost:
        begun = await begin_post(db, document, viewer=member, now=now)
        found = await find_own(db, begun, viewer=member)
        if found is None:
            raise NotFound
        return own_answer(found)

    said = b"/api/me/posts\n" + document.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, OwnPost)
    return await once(db, keyed, act, viewer=member, now=now)
