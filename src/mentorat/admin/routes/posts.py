"""Articles on the desk: what waits, one to decide about, whom to trust."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.queries.journal import list_journal
from mentorat.admin.queries.posts import (
    BEGINNING,
    LiveWords,
    PostLine,
    count_posts,
    count_waiting,
    find_any_post,
    list_standing,
    list_waiting,
)
from mentorat.blog.actions.move_post import PostMove, move_post
from mentorat.blog.actions.trust_author import trust_author
from mentorat.blog.lists.own_paging import START, PostPlace, read_place, write_place
from mentorat.blog.models import PostStatus
from mentorat.blog.publication import Rights, StepName, steps_from
from mentorat.blog.queries.own import PostRow
from mentorat.blog.schemas import NoteForm
from mentorat.blog.shown.line_changes import line_changes
from mentorat.blog.shown.readable_text import readable
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone
from mentorat.wire import whole_number

WAITING = "waiting"
STEPS_OF_OPERATORS: tuple[StepName, ...] = ("publish", "return", "archive", "restore")


@get("/admin/posts", media_type="text/html")
async def show_posts(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    which = request.query_params.get("status", WAITING)
    if which not in {WAITING, *PostStatus}:
        raise NotFound
    (found, after), waiting, counts = await together(
        db,
        _list(db, which, request.query_params.get("cursor")),
        count_waiting(db),
        count_posts(db),
    )
    context = {
        "posts": found,
        "status": which,
        "counts": {WAITING: waiting} | {str(one): count for one, count in counts.items()},
        "next_cursor": write_place(after) if after else None,
        "zone": reader_zone(request),
        "now": now,
        "done": request.query_params.get("done"),
    }
    return html(request, "admin/posts.html", context)


async def _list(db: Db, which: str, cursor: str | None) -> tuple[list[PostLine], PostPlace | None]:
    if which == WAITING:
        start = (read_place(cursor) if cursor else BEGINNING) or BEGINNING
        return await list_waiting(db, start)
    return await list_standing(db, PostStatus(which), read_place(cursor) or START)


async def _page(
    request: AnyRequest, db: Db, *, post_id: UUID, operator: SignedIn, now: datetime
) -> Response[Any]:
    form = form_state(request)
    (found, live), events = await together(
        db, find_any_post(db, post_id), list_journal(db, str(post_id))
    )
    rights = Rights(found.author_id == operator.id, is_operator=True, is_trusted=found.is_trusted)
    steps = steps_from(found.standing, rights)
    context = {
        "post": found,
        "author": live,
        "article": readable(found.markdown, found.language),
        "changes": _changes(found, live),
        "steps": [one for one in steps if one in _open_steps(live)],
        "events": events,
        "zone": reader_zone(request),
        "now": now,
        "told": form.told,
        "problems": form.problems,
        "note": form.typed["note"],
        "is_saved": "saved" in request.query_params,
    }
    return html(request, "admin/post.html", context, status=form.status)


def _open_steps(author: LiveWords) -> tuple[StepName, ...]:
    """What operators may do: nothing is published for who is gone."""
    return STEPS_OF_OPERATORS if author.is_here else STEPS_OF_OPERATORS[1:]


def _changes(post: PostRow, live: LiveWords) -> list[Any] | None:
    """What differs from what readers see; None while nobody sees anything."""
    if live.live_text is None or not post.has_changes:
        return None
    return line_changes(live.live_text, f"{post.title}\n{post.excerpt}\n{post.markdown}")


@get("/admin/posts/{post_id:uuid}", media_type="text/html")
async def show_post(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, post_id: FromPath[UUID]
) -> Response[Any]:
    return await _page(request, db, post_id=post_id, operator=operator, now=now)


@post("/admin/posts/{post_id:uuid}", status_code=303)
@or_page(_page)
async def decide(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, post_id: FromPath[UUID]
) -> Response[Any]:
    """Publishes the version that was read, gives an article back with a note, archives it; or
    trusts its author."""
    fields = await read_form(request)
    if fields.get("do") in {"trust", "review"}:
        found, _live = await find_any_post(db, post_id)
        is_trusted = fields["do"] == "trust"
        trust_author(db, found.author_id, is_trusted=is_trusted, viewer=operator, now=now)
        return Redirect(f"/admin/posts/{post_id}?saved=1", status_code=303)
    move = _decision(post_id, fields)
    await move_post(db, move, viewer=operator, now=now)
    return Redirect(f"/admin/posts?done={move.step}", status_code=303)


def _decision(post_id: UUID, fields: dict[str, Any]) -> PostMove:
    step = next((name for name in STEPS_OF_OPERATORS if name == fields.get("step")), None)
    version = whole_number(fields.get("version"))
    if step is None or not isinstance(version, int):
        raise Invalid([Problem("/step", say("Faites un choix."), "missing")])
    if step == "return":
        sent = {"note": fields["note"]} if "note" in fields else {}
        return PostMove(post_id, step, validated(NoteForm, sent).note, version)
    return PostMove(post_id, step, version=version)
