"""The private preview of an article: its addresses, and the page they open."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.blog.actions.preview_links import (
    digest_of,
    make_preview_link,
    revoke_preview_link,
)
from mentorat.blog.queries.previews import find_previewed
from mentorat.blog.routes.writing.editor import editor_page
from mentorat.blog.routes.writing.own import OwnPostRow
from mentorat.blog.shown.readable_text import readable
from mentorat.errors import NotFound
from mentorat.web.forms import or_page, read_form
from mentorat.web.provide import Anybody, AnyRequest, Config, Now, RequestDb
from mentorat.web.rendering import html

# Nobody else learns the address: no search engine, no cache, no site that the text links to.
PRIVATE = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@post("/write/{post_id:uuid}/previews", status_code=200)
@or_page(editor_page)
async def change_previews(
    request: AnyRequest, db: RequestDb, now: Now, own_post: OwnPostRow, settings: Config
) -> Response[Any]:
    """Makes a private address, which only this answer shows, or revokes one."""
    fields = await read_form(request)
    if "revoke" in fields:
        revoke_preview_link(db, own_post.id, str(fields["revoke"]))
        return Redirect(f"/write/{own_post.id}?revoked=1#previews", status_code=303)
    secret = await make_preview_link(db, own_post.id, now=now)
    request.scope["state"]["preview_address"] = f"{settings.origin}/blog/preview/{secret}"
    return await editor_page(request, db, own_post=own_post, now=now)


@get("/blog/preview/{secret:str}", media_type="text/html")
async def show_preview(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, secret: FromPath[str]
) -> Response[Any]:
    del visitor  # recognised, so that the page is theirs
    found = await find_previewed(db, digest_of(secret), now=now)
    if found is None:
        raise NotFound
    article = readable(found.markdown, found.language)
    answer = html(request, "blog/preview.html", {"post": found, "article": article})
    answer.headers.update(PRIVATE)
    return answer
