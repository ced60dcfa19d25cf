"""The pictures of an author: sent, listed, put into an article."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.pictures.add_picture import PICTURES_MAX, add_picture
from mentorat.blog.queries.pictures import PictureRow, list_pictures
from mentorat.blog.routes.writing.editor import editor_page, read_words
from mentorat.blog.routes.writing.own import OwnPostRow, only_authors
from mentorat.blog.schemas import PostDocument
from mentorat.errors import Invalid, Problem, say
from mentorat.files.store import FileStore
from mentorat.viewer import SignedIn
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Files, Now, RequestDb
from mentorat.web.rendering import html
from mentorat.web.uploads import TAKES_UPLOAD, uploaded
from mentorat.wire import one_line

ALT_MAX = 300
PICTURE_FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"image": {"type": "string", "format": "binary"}},
            "required": ["image"],
        }
    }
}
NO_WORDS = say("Décrivez l'image pour qui ne la voit pas.")
TOO_LONG = say("%(max_length)s caractères au plus.")


class PostImageAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """A picture: `url` is its widest file, `markdown` shows it in an article."""

    key: str
    width: int
    height: int
    widths: list[int]
    url: str
    markdown: str
    made_at: datetime


class PostImages(msgspec.Struct, frozen=True):
    """All of your pictures, newest first."""

    items: list[PostImageAnswer]


@get("/api/me/post-images", opt=describe("listMyPostImages", "Your pictures, newest first"))
async def list_own_images(db: RequestDb, member: Member) -> PostImages:
    only_authors(member)
    found = await list_pictures(db, member.id, count=PICTURES_MAX)
    return PostImages([_answer(one) for one in found])


@post(
    "/api/me/post-images",
    opt={
        **describe(
            "createMyPostImage",
            "Upload a picture; it is re-encoded, and nothing of its metadata is kept",
            content=PICTURE_FORM,
            refuses=(400, 409, 413, 422),
        ),
        **TAKES_UPLOAD,
    },
)
async def send_image(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, files: Files
) -> PostImageAnswer:
    only_authors(member)
    return _answer(await _kept(request, db, files, viewer=member, now=now))


@get("/write/pictures", media_type="text/html")
async def show_pictures(request: AnyRequest, db: RequestDb, member: Member) -> Response[Any]:
    only_authors(member)
    found = await list_pictures(db, member.id, count=PICTURES_MAX)
    return html(request, "blog/write/pictures.html", {"pictures": found})


@post("/write/{post_id:uuid}/pictures", status_code=303, opt=TAKES_UPLOAD)
@or_page(editor_page)
async def add_to_post(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, own_post: OwnPostRow
) -> Response[Any]:
    """Saves what was typed, with a picture above the text or at its end."""
    store: FileStore = request.app.state.files
    fields = await read_form(request)
    document = read_words(request, fields)
    alt = _words(fields)
    picture = await _kept(request, db, store, viewer=member, now=now)
    shown = _with_picture(document, picture, alt, is_cover=fields.get("do") == "cover")
    await save_post(db, own_post.id, shown, Save(member.id, now), viewer=member)
    return Redirect(f"/write/{own_post.id}?saved=1", status_code=303)


async def _kept(
    request: AnyRequest, db: RequestDb, store: FileStore, *, viewer: SignedIn, now: datetime
) -> PictureRow:
    data = await uploaded(request, "image")
    kept = await add_picture(db, store, data, viewer=viewer, now=now)
    return PictureRow(kept.key, kept.width, kept.height, list(kept.widths), now)


def _words(fields: dict[str, Any]) -> str:
    """What the picture shows, as its author says it; raises Invalid."""
    alt = one_line(str(fields.get("pictureAlt", ""))).strip()
    if not alt:
        raise Invalid([Problem("/pictureAlt", NO_WORDS, "missing")])
    if len(alt) > ALT_MAX:
        raise Invalid([Problem("/pictureAlt", TOO_LONG, "too_long", {"max_length": ALT_MAX})])
    return alt


def _with_picture(
    document: PostDocument, picture: PictureRow, alt: str, *, is_cover: bool
) -> PostDocument:
    if is_cover:
        return document.model_copy(update={"cover_key": picture.key, "cover_alt": alt})
    plain = alt.replace("\\", "").replace("[", "(").replace("]", ")")
    line = picture.markdown.replace("![]", f"![{plain}]")
    return document.model_copy(update={"markdown": f"{document.markdown}\n\n{line}".strip()})


def _answer(picture: PictureRow) -> PostImageAnswer:
    return PostImageAnswer(
        key=picture.key,
        width=picture.width,
        height=picture.height,
        widths=picture.widths,
        url=picture.address(picture.width),
        markdown=picture.markdown,
        made_at=picture.made_at,
    )
