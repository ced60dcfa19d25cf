"""Rendering anew what an older renderer made."""

from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, Uuid, bindparam, cast, select, update
from sqlalchemy.dialects.postgresql import JSONB

from mentorat.blog.models import PostPage
from mentorat.blog.publishing.publish_page import rendered
from mentorat.db.executor import Db, command, rows
from mentorat.text.articles import RENDER_VERSION, Language, render

BATCH = 20

_version = bindparam("render_version", type_=Integer)


class OldPage(msgspec.Struct, frozen=True):
    """A published article that an older renderer made."""

    post_id: UUID
    markdown: str
    language: Language


_OLD = rows(
    select(PostPage.post_id, PostPage.markdown, PostPage.language)
    .where(PostPage.render_version < _version)
    .limit(bindparam("count", type_=Integer))
    .with_for_update(skip_locked=True),
    OldPage,
)
_RENDER = command(
    update(PostPage)
    .where(PostPage.post_id == bindparam("page_id", type_=Uuid))
    .values(
        html=bindparam("html", type_=Text),
        toc=cast(bindparam("toc", type_=Text), JSONB),
        reading_minutes=bindparam("reading_minutes", type_=Integer),
        render_version=_version,
    )
)


async def render_again(db: Db) -> int:
    """Render a batch of old pages; how many they were: fewer than BATCH are the last."""
    old = await db.all(_OLD, render_version=RENDER_VERSION, count=BATCH)
    for page in old:
        article = render(page.markdown, language=page.language)
        db.later(_RENDER, page_id=page.post_id, **rendered(article))
    return len(old)
