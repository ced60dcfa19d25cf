"""Taking one of Clerk's deliveries: once in effect, whatever the number of copies."""

from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Text, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.actions.forget_user import bury
from mentorat.accounts.actions.sessions import end_clerk_session
from mentorat.accounts.actions.sync_user import write_news
from mentorat.accounts.clerk.mirror import MirroredUser, Outcome
from mentorat.accounts.clerk.ownership import look_locked, person_lock
from mentorat.accounts.clerk.payload import ClerkUser, Envelope, read_id, read_user
from mentorat.accounts.models import WebhookDelivery
from mentorat.db.executor import Db, command

USER_NEWS = frozenset({"user.created", "user.updated"})
DELETED = "user.deleted"
SESSION_ENDS = frozenset({"session.ended", "session.removed", "session.revoked"})

_row = {
    "type": bindparam("type", type_=Text),
    "user_id": bindparam("user_id", type_=Text, required=True),
    "event_at": bindparam("event_at", type_=TIMESTAMP(timezone=True), required=True),
    "outcome": bindparam("outcome", type_=Text),
    "received_at": bindparam("now", type_=TIMESTAMP(timezone=True)),
}
# A message that was once unusable may be replayed after a repair: only that one is reclaimed.
_ledger = (
    insert(WebhookDelivery)
    .values(id=bindparam("id"), **_row)
    .on_conflict_do_update(
        index_elements=[WebhookDelivery.id],
        set_=_row,
        where=WebhookDelivery.outcome == "rejected",
    )
)
# Whoever the message is of is locked as soon as it is ours; of a copy, nobody is.
_CLAIM = command(
    _ledger.returning(person_lock(bindparam("person", type_=Text, required=True)).label("lock"))
)
_REJECT = command(_ledger)
_CONCLUDE = command(
    update(WebhookDelivery)
    .where(WebhookDelivery.id == bindparam("delivery_id"))
    .values(outcome=bindparam("outcome"))
)


async def receive_delivery(db: Db, message_id: str, event: Envelope, *, now: datetime) -> Outcome:
    """Apply one event and write it in the ledger, in the caller's transaction.

    A second copy answers `duplicate`. Raises UnusableError when the event names nobody.
    """
    subject = _subject(event)
    is_news, is_end = event.type in USER_NEWS, event.type == DELETED
    news = read_user(event.data, event_ms=event.event_ms) if is_news else None
    person = subject if is_news or is_end else None
    presumed: Outcome = "applied" if person or event.type in SESSION_ENDS else "ignored"
    claim = db.later(
        _CLAIM,
        id=message_id,
        type=event.type,
        user_id=subject,
        event_at=event.happened_at,
        outcome=presumed,
        person=person,
        now=now,
    )
    known = await _look(db, person, news)
    if claim.count == 0:
        return "duplicate"
    outcome = _apply(db, event, known, news, now) or presumed
    if outcome != presumed:
        db.later(_CONCLUDE, delivery_id=message_id, outcome=outcome)
    return outcome


def reject_delivery(db: Db, message_id: str, *, kind: str, now: datetime) -> None:
    """Note in the ledger that a signed delivery could not be used."""
    values: dict[str, Any] = {"id": message_id, "type": kind, "user_id": None, "event_at": None}
    db.later(_REJECT, outcome="rejected", now=now, **values)


def _subject(event: Envelope) -> str | None:
    if event.type in USER_NEWS or event.type == DELETED:
        return read_id(event.data, "id")
    if event.type in SESSION_ENDS:
        read_id(event.data, "id")
    found = event.data.get("user_id")
    return found if isinstance(found, str) and found.isascii() and found.isprintable() else None


async def _look(db: Db, person: str | None, news: ClerkUser | None) -> MirroredUser | None:
    """What we hold of the person, if the event is about one; it has been claimed by then."""
    if person is None:
        await db.settle()
        return None
    return await look_locked(db, person, news.claimed_email if news else None)


def _apply(
    db: Db, event: Envelope, known: MirroredUser | None, news: ClerkUser | None, now: datetime
) -> Outcome | None:
    """What became of it; None when nothing had to be judged."""
    if known and news:
        return write_news(db, known, news, event_ms=event.event_ms, now=now)
    if known:
        user_id = read_id(event.data, "id")
        return bury(db, known, user_id, deleted_at=event.happened_at or now, now=now)
    if event.type in SESSION_ENDS:
        end_clerk_session(db, read_id(event.data, "id"), now=now)
    return None
