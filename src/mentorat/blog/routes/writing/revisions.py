"""The versions of an article: listed, compared, taken up again."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import BeforeValidator, Field

from mentorat.accounts.gates import Member
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.restore_revision import restore_revision
from mentorat.blog.queries.own import find_own
from mentorat.blog.queries.revisions import (
    AFTER_ALL,
    RevisionLine,
    RevisionText,
    find_revision,
    find_revision_before,
    list_revisions,
)
from mentorat.blog.routes.writing.editor import editor_page
from mentorat.blog.routes.writing.own import OwnPostRow
from mentorat.blog.shown.line_changes import line_changes
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone
from mentorat.wire import Wire, whole_number


class RevisionQuery(Wire):
    """The versions of an article before this one; all of them when nothing is said."""

    before: Annotated[int, BeforeValidator(whole_number), Field(ge=1)] | None = None


class Revisions(msgspec.Struct, frozen=True, rename="camel"):
    """Some versions of an article, newest first; send `nextBefore` as `before` for those that
    follow."""

    items: list[RevisionLine]
    next_before: int | None


@get(
    "/api/me/posts/{post_id:uuid}/revisions",
    opt=describe(
        "listMyPostRevisions", "The versions of an article, newest first", query=RevisionQuery
    ),
)
async def list_own_revisions(
    request: AnyRequest, db: RequestDb, member: Member, post_id: FromPath[UUID]
) -> Revisions:
    query = validated(RevisionQuery, query_fields(request, RevisionQuery))
    before = AFTER_ALL if query.before is None else query.before
    own_post, found = await together(
        db,
        find_own(db, post_id, viewer=member),
        list_revisions(db, post_id, before=before),
    )
    if own_post is None:
        raise NotFound
    return Revisions(*found)


@get(
    "/api/me/posts/{post_id:uuid}/revisions/{version:int}",
    opt=describe("getMyPostRevision", "The text of one version of an article"),
)
async def read_own_revision(
    db: RequestDb, member: Member, post_id: FromPath[UUID], version: FromPath[int]
) -> RevisionText:
    own_post, found = await together(
        db, find_own(db, post_id, viewer=member), find_revision(db, post_id, _whole(version))
    )
    if own_post is None or found is None:
        raise NotFound
    return found


@get("/write/{post_id:uuid}/revisions", media_type="text/html")
async def show_revisions(
    request: AnyRequest, db: RequestDb, now: Now, own_post: OwnPostRow
) -> Response[Any]:
    found, before = await list_revisions(db, own_post.id, before=_before(request))
    context = {
        "post": own_post,
        "revisions": found,
        "next_before": before,
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "blog/write/revisions.html", context)


@get("/write/{post_id:uuid}/revisions/{version:int}", media_type="text/html")
async def show_revision(
    request: AnyRequest, db: RequestDb, now: Now, own_post: OwnPostRow, version: FromPath[int]
) -> Response[Any]:
    """One version: what it changed, and what changed since."""
    found, before, last = await together(
        db,
        find_revision(db, own_post.id, _whole(version)),
        find_revision_before(db, own_post.id, _whole(version)),
        find_revision(db, own_post.id, own_post.version),
    )
    if found is None:
        raise NotFound
    newest = last or found
    context = {
        "post": own_post,
        "revision": found,
        "before": before,
        "since_before": line_changes(before.whole, found.whole) if before else [],
        "until_newest": line_changes(found.whole, newest.whole),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "blog/write/revision.html", context)


@post("/write/{post_id:uuid}/revisions", status_code=303)
@or_page(editor_page)
async def restore_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[Any]:
    """Saves the words of an earlier version as the newest one."""
    asked = whole_number((await read_form(request)).get("restore"))
    version = _whole(asked) if isinstance(asked, int) else 0
    save = Save(member.id, now)
    await restore_revision(db, own_post.id, version, save=save, viewer=member)
    return Redirect(f"/write/{own_post.id}?restored={version}", status_code=303)


def _whole(version: int) -> int:
    """A version as the database counts them; none is beyond."""
    return version if 0 < version < AFTER_ALL else 0


def _before(request: AnyRequest) -> int:
    asked = whole_number(request.query_params.get("before"))
    return asked if isinstance(asked, int) else AFTER_ALL
