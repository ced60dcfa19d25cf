"""The page on which an article is written."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from litestar import Response

from mentorat.blog.models import PostStatus
from mentorat.blog.post_form import post_document, post_values, skill_choices
from mentorat.blog.publication import requirements
from mentorat.blog.queries.own import PostRow, find_own, other_language
from mentorat.blog.queries.pictures import list_pictures
from mentorat.blog.queries.previews import list_preview_links
from mentorat.blog.refusals import PostChanged
from mentorat.blog.routes.writing.own import only_authors
from mentorat.blog.schemas import NewPost, PostDocument
from mentorat.blog.shown.line_changes import line_changes
from mentorat.blog.shown.readable_text import readable
from mentorat.db.executor import Db
from mentorat.db.ids import new_id
from mentorat.db.together import together
from mentorat.errors import Invalid, Problem
from mentorat.files.keys import Folder, key_of
from mentorat.mentors.queries import list_skills
from mentorat.text.articles import Article, render
from mentorat.text.articles.checks import ArticleFrame, ContentCheck, checks
from mentorat.viewer import SignedIn
from mentorat.web.forms import FormState, form_state, keep_typed
from mentorat.web.provide import AnyRequest
from mentorat.web.reading import tried
from mentorat.web.rendering import FormTexts, html, request_translator
from mentorat.web.stored_files import stored_url
from mentorat.web.time_zone import reader_zone
from mentorat.wire import several_lines, time_zones, whole_number

RECENT_PICTURES = 12
WHOLE_TEXT = ("title", "excerpt", "markdown")
Sent = TypeVar("Sent", bound=PostDocument)


async def editor_page(
    request: AnyRequest, db: Db, *, own_post: PostRow, now: datetime
) -> Response[Any]:
    """An article in its editor: as it is stored, or as it was typed and not taken."""
    form = form_state(request)
    zone = reader_zone(request).name
    needed = requirements(
        title=own_post.title,
        markdown=own_post.markdown,
        excerpt=own_post.excerpt,
        cover=(own_post.cover_key, own_post.cover_alt),
    )
    other, links, pictures, skills = await together(
        db,
        other_language(db, own_post),
        list_preview_links(db, own_post.id, now=now),
        list_pictures(db, own_post.author_id, count=RECENT_PICTURES),
        list_skills(db),
    )
    context = {
        "post": own_post,
        "needed": needed,
        "steps": own_post.steps,
        "is_fixed": own_post.status == PostStatus.SCHEDULED and not own_post.is_trusted,
        "other": other,
        **_crossed(form),
        "moved": request.query_params.get("moved"),
        "links": links,
        "preview_address": request.scope["state"].get("preview_address"),
        "is_revoked": "revoked" in request.query_params,
        "pictures": pictures,
        "cover_address": _cover_address(own_post),
        "restored": whole_number(request.query_params.get("restored")),
        "is_saved": "saved" in request.query_params,
        "skills": skills,
        "now": now,
    }
    return _show(request, form, post_values(own_post, zone), context)


async def new_page(
    request: AnyRequest, db: Db, *, member: SignedIn, now: datetime
) -> Response[Any]:
    """The editor of an article that is not begun yet."""
    only_authors(member)
    form = form_state(request)
    values, skills = await together(db, _begun_values(request, db, member), list_skills(db))
    context = {
        "post": None,
        "key": str(new_id(now)),
        "newest": None,
        "now": now,
        "cover_address": None,
        "skills": skills,
    }
    return _show(request, form, values, context)


async def _begun_values(request: AnyRequest, db: Db, member: SignedIn) -> dict[str, Any]:
    """What stands in the form of a new article; of the other language of one, what they share."""
    try:
        pair = await find_own(db, UUID(request.query_params.get("pair", "")), viewer=member)
    except ValueError:
        pair = None
    if pair is None:
        return {"language": request_translator(request).locale}
    other = "fr" if pair.language == "en" else "en"
    return {"language": other, "skills": pair.skills, "pairOf": str(pair.id)}


def _show(
    request: AnyRequest, form: FormState, stored: dict[str, Any], more: dict[str, Any]
) -> Response[Any]:
    locale = request_translator(request).locale
    typed = {**dict.fromkeys(stored, ""), **form.typed} if "words" in form.typed else {}
    values = FormTexts({**stored, **typed})
    context = {
        **more,
        "values": values,
        "is_typed": bool(typed),
        "skills": skill_choices(more["skills"], values["skills"], locale),
        "preview": _preview(form),
        "checks": checks_of(values, has_cover="noCover" not in form.typed),
        "zone": reader_zone(request),
        "told": form.told,
        "problems": form.problems,
    }
    return html(request, "blog/write/editor.html", context, status=form.status)


def _cover_address(post: PostRow) -> str | None:
    if not (post.cover_key and post.cover_widths):
        return None
    return stored_url(key_of(Folder(post.cover_key), min(post.cover_widths)))


def _crossed(form: FormState) -> dict[str, Any]:
    """The newest words, where others were typed meanwhile, and what differs."""
    if not isinstance(form.refusal, PostChanged):
        return {"newest": None}
    newest = form.refusal.newest
    typed = [several_lines(str(form.typed[name])).strip() for name in WHOLE_TEXT]
    kept = [getattr(newest, name) for name in WHOLE_TEXT]
    lines = line_changes("\n".join(kept), "\n".join(typed))
    return {"newest": newest, "crossed_lines": lines}


async def preview_typed(request: AnyRequest) -> None:
    """The page that follows shows what was typed, rendered; raises TextTooLong, TextTooNested."""
    await keep_typed(request)
    _preview(form_state(request))


def _preview(form: FormState) -> Article | None:
    if form.typed["do"] != "preview" or form.refusal is not None:
        return None
    is_english = form.typed["language"] == "en"
    return render(str(form.typed["markdown"]), language="en" if is_english else "fr")


def checks_of(values: FormTexts, *, has_cover: bool = True) -> list[ContentCheck]:
    """The eight checks of what stands in the form; none of a text that cannot be read."""
    article = readable(several_lines(str(values["markdown"])), str(values["language"]))
    if article is None:
        return []
    cover_alt = str(values["coverAlt"]) if values["coverKey"] and has_cover else None
    return checks(article, ArticleFrame(str(values["title"]), str(values["excerpt"]), cover_alt))


def read_words(request: AnyRequest, fields: dict[str, Any]) -> PostDocument:
    """The article that a form sends; raises Invalid with every problem."""
    return _read(request, fields, PostDocument, {})


def read_new(request: AnyRequest, fields: dict[str, Any]) -> NewPost:
    """The same for one that begins, which may be the other language of another."""
    pair = {"pairOf": fields["pairOf"]} if "pairOf" in fields else {}
    return _read(request, fields, NewPost, pair)


def _read(
    request: AnyRequest, fields: dict[str, Any], model: type[Sent], more: dict[str, Any]
) -> Sent:
    zone = fields.get("timezone")
    name = zone if zone in time_zones() else reader_zone(request).name
    document, problems = post_document(fields, str(name))
    found = tried(model, {**document, **more}, problems)
    if problems or found is None:
        raise Invalid(_once_a_field(problems))
    return found


def _once_a_field(problems: list[Problem]) -> list[Problem]:
    """What could not be turned at all is not told a second time by the model."""
    return list({problem.pointer: problem for problem in reversed(problems)}.values())[::-1]
