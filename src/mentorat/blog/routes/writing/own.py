"""The article of an address, for its author; and how it is answered."""

from typing import TypeAlias
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath

from mentorat.accounts.gates import Member
from mentorat.blog.queries.own import WRITERS, PostRow, find_own
from mentorat.blog.refusals import AuthorsOnly
from mentorat.blog.schemas import Cover, OwnPost
from mentorat.errors import NotFound, say
from mentorat.viewer import SignedIn
from mentorat.web.edge_refusals import MalformedRequest
from mentorat.web.provide import AnyRequest, RequestDb

OwnPostRow: TypeAlias = NamedDependency[PostRow]
NO_TAG = say('L\'en-tête If-Match nomme une version, comme "7".')
DIGITS_MAX = 9


async def provide_own_post(db: RequestDb, member: Member, post_id: FromPath[UUID]) -> PostRow:
    """The member's article that the address names; raises NotFound for anybody else's."""
    found = await find_own(db, post_id, viewer=member)
    if found is None:
        raise NotFound
    return found


def only_authors(viewer: SignedIn) -> None:
    """Whether somebody writes here; raises AuthorsOnly."""
    if viewer.role not in WRITERS:
        raise AuthorsOnly


def own_answer(post: PostRow) -> OwnPost:
    """An article as the API answers it to its author."""
    return OwnPost(
        id=post.id,
        language=post.language,
        title=post.title,
        excerpt=post.excerpt,
        markdown=post.markdown,
        tags=post.tags,
        skills=post.skills,
        series=post.series,
        slug=post.slug,
        cover=_cover(post),
        status=post.status.value,
        note=post.note,
        publish_at=post.publish_at,
        unpublish_at=post.unpublish_at,
        published_at=post.published_at,
        version=post.version,
        live_version=post.live_version,
        has_changes=post.has_changes,
        steps=list(post.steps),
        created_at=post.created_at,
        updated_at=post.updated_at,
    )


def _cover(post: PostRow) -> Cover | None:
    if not (post.cover_key and post.cover_width and post.cover_height):
        return None
    widths = post.cover_widths or []
    return Cover(post.cover_key, post.cover_alt or "", post.cover_width, post.cover_height, widths)


def version_tag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def matched_version(request: AnyRequest) -> int | None:
    """The version that an `If-Match` names; None without one, or for any (RFC 9110, 13.1.1)."""
    sent = request.headers.get("if-match", "*").strip()
    if sent == "*":
        return None
    digits = sent.strip('"')
    if not (sent.startswith('"') and digits.isascii() and digits.isdigit()):
        raise MalformedRequest(NO_TAG)
    return int(digits[:DIGITS_MAX])
