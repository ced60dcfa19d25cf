"""What stands beside an article: its other language, its neighbours in a series, articles like it,
and the hours of who wrote it."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Text,
    Uuid,
    bindparam,
    column,
    func,
    lateral,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import aliased

from mentorat.blog.lists.listings import of_series, of_skill, of_tag
from mentorat.blog.models import PostListing, PostPage
from mentorat.blog.queries.cards import CARD, CardRow, with_author
from mentorat.blog.queries.page import ArticleRow
from mentorat.blog.schemas import SeriesPart, TagName, Translation
from mentorat.bookings.queries.taken import reach, taken_by
from mentorat.db.executor import Db, rows
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.month import AHEAD

RELATED_MAX = 3
LOOKED_AT = 12  # the newest of each list that an article stands in


class HoursRow(msgspec.Struct, frozen=True):
    """What the hours of an author are computed from."""

    availability: msgspec.Raw
    taken: msgspec.Raw


class Beside(msgspec.Struct, frozen=True):
    """Everything beside one article; `hours` is None when its author cannot be booked."""

    translation: Translation | None
    before: SeriesPart | None
    after: SeriesPart | None
    related: list[CardRow]
    hours: HoursRow | None


_post_id = bindparam("post_id", type_=Uuid)
_pair_id = bindparam("pair_id", type_=Uuid)
_TRANSLATION = rows(
    select(PostPage.language, PostPage.slug, PostPage.title).where(
        PostPage.pair_id == _pair_id, PostPage.post_id != _post_id
    ),
    Translation,
)
_named = aliased(PostPage, name="named")
_TRANSLATION_OF = rows(
    select(PostPage.language, PostPage.slug, PostPage.title)
    .join(_named, _named.pair_id == PostPage.pair_id)
    .where(_named.slug == bindparam("slug", type_=Text), PostPage.post_id != _named.post_id),
    Translation,
)
_key = tuple_(PostListing.published_at, PostListing.post_id)
_here = tuple_(bindparam("at", type_=TIMESTAMP(timezone=True)), _post_id)
_part = (
    select(PostPage.slug, PostPage.title)
    .select_from(PostListing)
    .join(PostPage, PostPage.post_id == PostListing.post_id)
    .where(PostListing.list == bindparam("list", type_=Text))
    .limit(1)
)
_BEFORE = rows(
    _part.where(_key < _here).order_by(PostListing.published_at.desc(), PostListing.post_id.desc()),
    SeriesPart,
)
_AFTER = rows(
    _part.where(_key > _here).order_by(PostListing.published_at, PostListing.post_id), SeriesPart
)
_lists = (
    func.unnest(bindparam("lists", type_=ARRAY(Text)))
    .table_valued(column("list", Text), name="lists")
    .render_derived()
)
_newest = lateral(
    select(PostListing.post_id, PostListing.published_at)
    .where(PostListing.list == _lists.c.list)
    .order_by(PostListing.published_at.desc(), PostListing.post_id.desc())
    .limit(LOOKED_AT)
)
_shares = (func.count().desc(), _newest.c.published_at.desc(), _newest.c.post_id)
_shared = (
    select(_newest.c.post_id, _newest.c.published_at, func.count().label("lists"))
    .select_from(_lists.join(_newest, true()))
    .group_by(_newest.c.post_id, _newest.c.published_at)
    .order_by(*_shares)
    .limit(RELATED_MAX + 2)  # the article, or its translation, are among them
    .subquery("shared")
)
_RELATED = rows(
    with_author(
        select(*CARD).select_from(_shared).join(PostPage, PostPage.post_id == _shared.c.post_id)
    )
    .where(PostPage.pair_id != _pair_id)
    .order_by(_shared.c.lists.desc(), _shared.c.published_at.desc(), _shared.c.post_id)
    .limit(RELATED_MAX),
    CardRow,
)
_HOURS = rows(
    select(MentorProfile.availability, taken_by(MentorProfile.user_id).label("taken")).where(
        MentorProfile.user_id == bindparam("mentor_id", type_=Text)
    ),
    HoursRow,
)


async def find_translation(db: Db, slug: str) -> Translation | None:
    """The other language of the article at an address."""
    return await db.find(_TRANSLATION_OF, slug=slug)


async def find_beside(db: Db, row: ArticleRow, locale: str, *, now: datetime) -> Beside:
    """What stands beside an article, for readers of a language; asked for in one flight."""
    place: dict[str, Any] = {"at": row.published_at, "post_id": row.post_id}
    translation = db.ask(_TRANSLATION, pair_id=row.pair_id, post_id=row.post_id)
    related = db.ask(_RELATED, lists=_lists_of(row, locale), pair_id=row.pair_id)
    series = of_series(row.series_slug, row.language) if row.series_slug else None
    parts = [db.ask(one, list=series, **place) for one in (_BEFORE, _AFTER)] if series else []
    wanted = {"mentor_id": row.author_id, "now": now, **reach(now, now + AHEAD)}
    hours = db.ask(_HOURS, **wanted) if row.is_bookable else None
    await db.settle()
    before, after = [next(iter(await one.all()), None) for one in parts] or [None, None]
    return Beside(
        translation=next(iter(await translation.all()), None),
        before=before,
        after=after,
        related=await related.all(),
        hours=next(iter(await hours.all()), None) if hours else None,
    )


def _lists_of(row: ArticleRow, locale: str) -> list[str]:
    tags = msgspec.json.decode(row.tags, type=list[TagName])
    return [
        *(of_tag(tag.slug, locale) for tag in tags),
        *(of_skill(slug, locale) for slug in row.skills),
    ]
