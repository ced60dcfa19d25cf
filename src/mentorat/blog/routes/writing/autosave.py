"""What the editor does by itself while somebody writes: saving, and showing how it will look."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, post

from mentorat.accounts.gates import Member
from mentorat.blog.actions.begin_post import begin_post
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.routes.writing.editor import checks_of, read_new, read_words
from mentorat.blog.routes.writing.own import OwnPostRow, only_authors
from mentorat.text.articles import render
from mentorat.web.forms import read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.rendering import FormTexts, html


class AutosaveAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """What was saved, for the page that goes on from there."""

    id: UUID
    version: int
    saved_at: datetime


@post("/write/new/autosave", status_code=200)
async def begin_by_itself(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> AutosaveAnswer:
    """Begins an article with what was typed so far."""
    only_authors(member)
    document = read_new(request, await read_form(request))
    return AutosaveAnswer(await begin_post(db, document, viewer=member, now=now), 1, now)


@post("/write/{post_id:uuid}/autosave", status_code=200)
async def save_by_itself(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> AutosaveAnswer:
    """Saves what was typed; of one sitting's autosaves, the last one is a version."""
    document = read_words(request, await read_form(request))
    save = Save(member.id, now, is_autosave=True)
    version = await save_post(db, own_post.id, document, save, viewer=member)
    return AutosaveAnswer(own_post.id, version, now)


@post("/write/preview", status_code=200)
async def preview_text(request: AnyRequest, member: Member) -> Response[Any]:
    """What was typed as readers would see it, and the checks of it; nothing is kept."""
    only_authors(member)
    typed = FormTexts(await read_form(request))
    article = render(str(typed["markdown"]), language="en" if typed["language"] == "en" else "fr")
    context = {"article": article, "checks": checks_of(typed, has_cover="noCover" not in typed)}
    return html(request, "blog/write/live.html", context)
