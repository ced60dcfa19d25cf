"""Keeping a mentor's place in the directory up to date."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Text, bindparam, cast, exists, func, select, update
from sqlalchemy.dialects.postgresql import BIT, JSONB

from mentorat.accounts.models import User
from mentorat.bookings.queries.taken import find_taken
from mentorat.db.executor import Db, command, encoded, rows, scalar
from mentorat.db.jobs import Nothing, defer
from mentorat.directory.free_time.free_quarters import quarter_of, quarters_of
from mentorat.directory.free_time.free_runs import forget_runs, keep_runs
from mentorat.directory.jobs import TELL_FREE_TIME, TELL_SEARCHES, TellFreeTime
from mentorat.directory.models import FreeTimeAlert, SearchAlert
from mentorat.directory.search.ranking import RankingFacts, score_parts
from mentorat.mentors.actions.index_profile import index_profile
from mentorat.mentors.actions.keep_short_link import keep_short_link
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.mentors.short_links import current_slug, slugs
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import Plan
from mentorat.schedules.wall_time import DAY, MINUTE, local_date, seconds_after

RANKED_DAYS = 14
BOOKINGS_AHEAD = timedelta(days=400)


class Facts(msgspec.Struct, frozen=True):
    """What a mentor's place is computed from."""

    number: int
    first_name: str | None
    last_name: str | None
    slug: str | None
    is_visible: bool
    availability: msgspec.Raw
    expertise: list[str]
    has_photo: bool
    bio_length: int
    published_at: datetime | None
    updated_at: datetime
    is_awaited: bool
    has_searches: bool


_FACTS = rows(
    select(
        MentorProfile.number,
        User.first_name,
        User.last_name,
        current_slug().label("slug"),
        BOOKABLE.label("is_visible"),
        MentorProfile.availability,
        MentorProfile.expertise,
        User.image_url.is_not(None).label("has_photo"),
        func.coalesce(func.length(User.bio), 0).label("bio_length"),
        MentorProfile.published_at,
        MentorProfile.updated_at,
        exists().where(FreeTimeAlert.mentor_id == MentorProfile.user_id).label("is_awaited"),
        exists(select(SearchAlert.id)).label("has_searches"),
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .with_for_update(of=MentorProfile),
    Facts,
)
_RANK = command(
    update(MentorProfile)
    .where(MentorProfile.number == bindparam("of_number"))
    .values(
        rank=bindparam("score"),
        rank_parts=cast(bindparam("parts", type_=Text), JSONB),
        notice_minutes=bindparam("minutes"),
        free_from_quarter=bindparam("from_quarter"),
        free_quarters=cast(bindparam("quarters", type_=Text), BIT(varying=True)),
    )
)
_PUBLISHED = scalar(
    select(MentorProfile.user_id)
    .join(User, User.id == MentorProfile.user_id)
    .where(BOOKABLE, MentorProfile.user_id > bindparam("after", type_=Text))
    .order_by(MentorProfile.user_id)
    .limit(bindparam("count")),
    str,
)


async def refresh_mentor(db: Db, mentor_id: str, *, now: datetime) -> None:
    """Recompute what search reads of one mentor: words, free time, rank; their short link too;
    whoever waits for their time, or for somebody like them, is told. Doing it twice, late or for
    somebody who is gone changes nothing."""
    facts = await db.find(_FACTS, owner_id=mentor_id)
    if facts is None:
        return
    await index_profile(db, mentor_id, facts.expertise)
    if not facts.is_visible:
        forget_runs(db, facts.number)
        return
    wanted = slugs(f"{facts.first_name or ''} {facts.last_name or ''}", facts.number)
    if facts.slug not in wanted:
        await keep_short_link(db, mentor_id, wanted, now=now)
    plan = stored_plan(bytes(facts.availability))
    busy = await find_taken(db, mentor_id, since=now, until=now + BOOKINGS_AHEAD, now=now)
    offered = keep_runs(db, facts.number, plan, busy, now=now)
    if offered and facts.is_awaited:
        defer(db, TELL_FREE_TIME, TellFreeTime(mentor_id), lock=f"alerts:{mentor_id}")
    if facts.has_searches:
        defer(db, TELL_SEARCHES, Nothing())
    _keep_rank(db, facts, plan, offered, now=now)


def _keep_rank(db: Db, facts: Facts, plan: Plan, offered: Sequence[int], *, now: datetime) -> None:
    """Write where a mentor stands, and the quarter hours in which they offer a start."""
    moment = seconds_after(now)
    since = quarter_of(moment // MINUTE)
    soon = moment + RANKED_DAYS * DAY
    parts = score_parts(
        RankingFacts(
            free_days=len({local_date(plan.zone, start) for start in offered if start < soon}),
            has_photo=facts.has_photo,
            bio_length=facts.bio_length,
            skill_count=len(facts.expertise),
            published_at=facts.published_at,
            updated_at=facts.updated_at,
        ),
        now=now,
    )
    db.later(
        _RANK,
        of_number=facts.number,
        score=sum(parts.values()),
        parts=encoded(parts),
        minutes=plan.notice // MINUTE,
        from_quarter=since,
        quarters=quarters_of((start // MINUTE for start in offered), since=since),
    )


async def published_ids(db: Db, *, after: str, count: int) -> list[str]:
    """A page of the mentors whom the nightly refresh visits."""
    return await db.all(_PUBLISHED, after=after, count=count)
