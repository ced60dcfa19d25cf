"""One's own articles, by where they stand."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from pydantic import AfterValidator, BeforeValidator, Field

from mentorat.accounts.gates import Member
from mentorat.blog.actions.close_author import find_keeping
from mentorat.blog.lists.own_paging import START, checked, read_place, write_place
from mentorat.blog.models import PostStatus
from mentorat.blog.queries.own import LIST_MAX, OwnPostLine, count_own, list_own
from mentorat.blog.routes.writing.own import only_authors
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone
from mentorat.wire import Wire, whole_number


def _status(text: object) -> object:
    return next((status for status in PostStatus if status == text), text)


class OwnPostsQuery(Wire):
    """Which of one's own articles."""

    status: Annotated[PostStatus, BeforeValidator(_status)] | None = None
    cursor: Annotated[str, Field(max_length=60), AfterValidator(checked)] | None = None
    limit: Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=LIST_MAX)] = LIST_MAX


class OwnPosts(msgspec.Struct, frozen=True, rename="camel"):
    """A page of the caller's articles; `nextCursor` asks for the next one."""

    items: list[OwnPostLine]
    next_cursor: str | None


@get(
    "/api/me/posts",
    opt=describe("listMyPosts", "Your articles, most recently changed first", query=OwnPostsQuery),
)
async def list_own_posts(request: AnyRequest, db: RequestDb, member: Member) -> OwnPosts:
    only_authors(member)
    query = validated(OwnPostsQuery, query_fields(request, OwnPostsQuery))
    place = read_place(query.cursor) or START
    found, after = await list_own(db, place, viewer=member, status=query.status, count=query.limit)
    return OwnPosts(found, write_place(after) if after else None)


@get("/write", media_type="text/html")
async def show_own_posts(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    only_authors(member)
    asked = request.query_params.get("status")
    if asked is not None and asked not in set(PostStatus):
        raise NotFound
    status = PostStatus(asked) if asked else None
    place = read_place(request.query_params.get("cursor")) or START
    (found, after), counts, keeps_posts = await together(
        db,
        list_own(db, place, viewer=member, status=status),
        count_own(db, viewer=member),
        find_keeping(db, viewer=member),
    )
    context = {
        "posts": found,
        "counts": counts,
        "status": asked,
        "next_cursor": write_place(after) if after else None,
        "is_first": place == START,
        "keeps_posts": keeps_posts,
        "is_chosen": "chosen" in request.query_params,
        "is_deleted": "deleted" in request.query_params,
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "blog/write/list.html", context)
