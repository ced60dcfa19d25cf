"""How long each table keeps its rows: all tables are here, pruned by the age of something or kept
for a reason. A test compares the list with the database, and docs/operations.md with the list.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import TableClause, bindparam, delete, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.accounts.actions.sessions import IDLE
from mentorat.accounts.models import (
    AuthSession,
    EndedClerkSession,
    IdempotencyKey,
    RequestCount,
    WebhookDelivery,
)
from mentorat.blog.models import PreviewLink
from mentorat.bookings.models import MoveProposal
from mentorat.db.executor import Db, Statement, command
from mentorat.db.queue import jobs, last_event
from mentorat.directory.models import SearchAlert
from mentorat.events.models import RecordedEvent
from mentorat.notifications.models import Message
from mentorat.webhooks.models import WebhookMessage

BATCH = 5_000  # rows of one transaction: a table that was never pruned does not time out


class RetentionRule(msgspec.Struct, frozen=True):
    """Rows of `table` go once `since` is longer ago than `kept`."""

    table: str
    since: str
    kept: timedelta
    statement: Statement[Any]

    async def prune(self, db: Db, *, now: datetime) -> int:
        """Delete a batch of old rows; how many: less than BATCH when there are no more."""
        return await db.run(self.statement, before=now - self.kept)


class PermanentTable(msgspec.Struct, frozen=True):
    """A table whose rows are not deleted for their age, and why it does not grow without bound or
    must."""

    table: str
    because: str


def _pruned(model: Any, since: str, age: Any, kept: timedelta, *where: Any) -> RetentionRule:
    table: TableClause = getattr(model, "__table__", model)
    place: Any = literal_column(f"{table.name}.ctid")
    before = bindparam("before", type_=TIMESTAMP(timezone=True))
    old = select(place).select_from(table).where(age < before, *where).limit(BATCH)
    statement = command(delete(table).where(place.in_(old.correlate(None))))
    return RetentionRule(table.name, since, kept, statement)


_unsent_no_more = func.coalesce(Message.sent_at, Message.failed_at, Message.dropped_at)
_ended_at = func.coalesce(last_event, jobs.c.scheduled_at)

PRUNED = (
    _pruned(AuthSession, "it expired", AuthSession.expires_at, timedelta()),
    _pruned(AuthSession, "it was used", AuthSession.seen_at, IDLE),
    # Longer than our own sessions last.
    _pruned(EndedClerkSession, "it ended", EndedClerkSession.ended_at, timedelta(days=8)),
    _pruned(RequestCount, "its minute began", RequestCount.began_at, timedelta(minutes=2)),
    _pruned(IdempotencyKey, "it was sent", IdempotencyKey.created_at, timedelta(hours=48)),
    # Svix lets the operator replay ninety days.
    _pruned(WebhookDelivery, "it came", WebhookDelivery.received_at, timedelta(days=100)),
    _pruned(
        RecordedEvent,
        "it happened",
        RecordedEvent.happened_at,
        timedelta(days=30),
        RecordedEvent.is_audit.is_(False),
        RecordedEvent.sequence.is_(None),
    ),
    _pruned(
        Message,
        "it was sent, given up or dropped",
        _unsent_no_more,
        timedelta(days=90),
        Message.created_at < bindparam("before"),  # there is an index
    ),
    _pruned(
        MoveProposal,
        "it was answered or lapsed",
        func.coalesce(MoveProposal.closed_at, MoveProposal.expires_at),
        timedelta(days=90),
    ),
    _pruned(PreviewLink, "it expired", PreviewLink.expires_at, timedelta(days=7)),
    _pruned(SearchAlert, "it was asked", SearchAlert.asked_at, timedelta(days=90)),
    _pruned(WebhookMessage, "it was delivered", WebhookMessage.delivered_at, timedelta(days=30)),
    _pruned(WebhookMessage, "it was written", WebhookMessage.created_at, timedelta(days=90)),
    _pruned(jobs, "it was done", _ended_at, timedelta(days=7), text("status = 'succeeded'")),
    _pruned(
        jobs,
        "it was given up",
        _ended_at,
        timedelta(days=90),
        text("status in ('failed', 'aborted', 'cancelled')"),
    ),
)

PERMANENT = (
    PermanentTable("users", "one a person; blanked when they leave, for history to refer to"),
    PermanentTable(
        "api_keys", "one a machine; revoked ones stay, for the log and the audit to name"
    ),
    PermanentTable("clerk_identities", "one a person; goes when they leave"),
    PermanentTable("mentor_profiles", "one a mentor; erased 30 days after they leave"),
    PermanentTable("calendar_feeds", "one a person, until revoked"),
    PermanentTable("busy_calendars", "one a mentor"),
    PermanentTable("external_busy", "written anew with each reading of a calendar"),
    PermanentTable("free_runs", "written anew whenever a mentor's place in the search is"),
    PermanentTable("directory_counts", "written anew every five minutes"),
    PermanentTable("saved_mentors", "a hundred a person at most; go when either of the two leaves"),
    PermanentTable(
        "free_time_alerts", "a hundred a person at most; go when told, or when either leaves"
    ),
    PermanentTable("bookings", "what two people promised each other, and what it cost"),
    PermanentTable(
        "booking_notes", "three texts a booking at most; private ones go when one leaves"
    ),
    PermanentTable("booking_joins", "two a booking: who came"),
    PermanentTable("reliability_marks", "two a booking of a kind: who did not"),
    PermanentTable("skills", "the list that operators edit"),
    PermanentTable("skill_categories", "the list that operators edit"),
    PermanentTable("short_links", "they go with their profile; old names still lead to it"),
    PermanentTable("search_spellings", "swept nightly of what no profile says any more"),
    PermanentTable("skill_names", "the list that operators edit"),
    PermanentTable("publication_rules", "one row"),
    PermanentTable("authors", "one a person who writes; goes when they are erased"),
    PermanentTable("series", "made by authors; they go with them"),
    PermanentTable("posts", "a thousand an author at most"),
    PermanentTable("post_revisions", "every save is kept; they go with their article"),
    PermanentTable("post_slugs", "old addresses lead to their article; they go with it"),
    PermanentTable("post_pages", "one a published article"),
    PermanentTable("post_listings", "some twenty a published article; they go with its page"),
    PermanentTable("post_tags", "one a tag that was ever published"),
    PermanentTable("post_words", "the distinct words of what was published"),
    PermanentTable("post_images", "swept nightly when no article shows them any more"),
    PermanentTable("post_reads", "one a day and article that was read; they go with it"),
    PermanentTable("webhook_endpoints", "twenty at most; operators add and remove them"),
    PermanentTable("alembic_version", "one row"),
    PermanentTable("procrastinate_events", "go with their job"),
    PermanentTable("procrastinate_periodic_defers", "the newest of each scheduled job"),
    PermanentTable(
        "procrastinate_workers", "of the living; a worker removes those that fell silent"
    ),
)
