"""One's own article: read, saved, deleted."""

from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.blog.actions.delete_post import delete_post
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.queries.own import find_own
from mentorat.blog.routes.writing.editor import editor_page, preview_typed, read_words
from mentorat.blog.routes.writing.own import OwnPostRow, matched_version, own_answer, version_tag
from mentorat.blog.schemas import OwnPost, PostDocument
from mentorat.db.executor import Db
from mentorat.errors import NotFound
from mentorat.viewer import SignedIn
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json


@get("/write/{post_id:uuid}", media_type="text/html")
async def show_own_post(
    request: AnyRequest, db: RequestDb, now: Now, own_post: OwnPostRow
) -> Response[Any]:
    return await editor_page(request, db, own_post=own_post, now=now)


@post("/write/{post_id:uuid}", status_code=303)
@or_page(editor_page)
async def save_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[Any]:
    """Saves an article, or shows what was typed as readers would see it."""
    fields = await read_form(request)
    if fields.get("do") == "preview":
        await preview_typed(request)
        return await editor_page(request, db, own_post=own_post, now=now)
    document = read_words(request, fields)
    await save_post(db, own_post.id, document, Save(member.id, now), viewer=member)
    return Redirect(f"/write/{own_post.id}?saved=1", status_code=303)


@post("/write/{post_id:uuid}/deletion", status_code=303)
@or_page(editor_page)
async def delete_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[Any]:
    del request, now  # of the page that shows a refusal
    await delete_post(db, own_post.id, viewer=member)
    return Redirect("/write?deleted=1", status_code=303)


@get(
    "/api/me/posts/{post_id:uuid}",
    opt=describe("getMyPost", "One of your articles; its ETag is its version", sends=("ETag",)),
)
async def read_own_post(own_post: OwnPostRow) -> Response[OwnPost]:
    return _tagged(own_answer(own_post))


@put(
    "/api/me/posts/{post_id:uuid}",
    opt=describe(
        "replaceMyPost",
        "Save an article as a whole; refused when it has changed since it was read",
        takes=PostDocument,
        answers={200: OwnPost},
        refuses=(404, 409),
        headers=("If-Match",),
        sends=("ETag",),
    ),
)
async def replace_own_post(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[OwnPost]:
    document = await read_json(request, PostDocument)
    matched = matched_version(request)
    if matched is not None:
        document = document.model_copy(update={"version": matched})
    await save_post(db, own_post.id, document, Save(member.id, now), viewer=member)
    return _tagged(await answered(db, own_post.id, member))


@delete(
    "/api/me/posts/{post_id:uuid}",
    status_code=204,
    opt=describe(
        "deleteMyPost", "Delete an article that is not published, with its versions", refuses=(409,)
    ),
)
async def remove_own_post(db: RequestDb, member: Member, own_post: OwnPostRow) -> None:
    await delete_post(db, own_post.id, viewer=member)


async def answered(db: Db, post_id: UUID, viewer: SignedIn) -> OwnPost:
    """An article as it stands now; raises NotFound."""
    found = await find_own(db, post_id, viewer=viewer)
    if found is None:
        raise NotFound
    return own_answer(found)


def _tagged(answer: OwnPost) -> Response[OwnPost]:
    headers = {"ETag": version_tag(answer.version), "Cache-Control": "private, no-cache"}
    return Response(answer, headers=headers)
