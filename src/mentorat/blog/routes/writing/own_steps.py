"""The steps that an author takes with an article."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.blog.actions.move_post import PostMove, move_post
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.publication import STEPS
from mentorat.blog.routes.writing.editor import editor_page, read_words
from mentorat.blog.routes.writing.own import OwnPostRow
from mentorat.blog.routes.writing.own_post import answered
from mentorat.blog.schemas import OwnPost, StepBody
from mentorat.errors import Invalid, Problem, say
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json

CHOOSE = say("Faites un choix.")
# Steps after which the words may be saved again, where before them they might not.
FREEING = frozenset({"retract", "archive", "restore"})


@post("/write/{post_id:uuid}/step", status_code=303)
@or_page(editor_page)
async def move_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[Any]:
    """Saves what was typed, if anything was sent along, and takes the step with it."""
    fields = await read_form(request)
    step = next((name for name in STEPS if name == fields.get("step")), None)
    if step is None:
        raise Invalid([Problem("/step", CHOOSE, "missing")])
    document = read_words(request, fields) if "words" in fields else None
    save = Save(member.id, now)
    if step in FREEING:
        await move_post(db, PostMove(own_post.id, step), viewer=member, now=now)
    version = None
    if document is not None:
        version = await save_post(db, own_post.id, document, save, viewer=member)
    if step not in FREEING:
        move = PostMove(own_post.id, step, version=version)
        await move_post(db, move, viewer=member, now=now)
    return Redirect(f"/write/{own_post.id}?moved={step}", status_code=303)


@post(
    "/api/me/posts/{post_id:uuid}/step",
    status_code=200,
    opt=describe(
        "changeMyPostStatus",
        "Submit, retract, publish, archive or restore one of your articles",
        takes=StepBody,
        refuses=(404, 409),
    ),
)
async def move_own_post(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> OwnPost:
    wanted = await read_json(request, StepBody)
    move = PostMove(own_post.id, wanted.step, version=wanted.version)
    await move_post(db, move, viewer=member, now=now)
    return await answered(db, own_post.id, member)
