"""Taking one of Clerk's deliveries: once in effect, whatever the number of copies."""

from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Text, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.actions.end_clerk_session import end_clerk_session
from mentorat.accounts.actions.forget_user import forget_user
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.clerk.mirror import Outcome
from mentorat.accounts.clerk.payload import Envelope, read_id, read_user
from mentorat.accounts.models import WebhookDelivery
from mentorat.db.executor import Db, command

USER_NEWS = frozenset({"user.created", "user.updated"})
SESSION_ENDS = frozenset({"session.ended", "session.removed", "session.revoked"})

_row = {
    "type": bindparam("type", type_=Text),
    "user_id": bindparam("user_id", type_=Text, required=True),
    "event_at": bindparam("event_at", type_=TIMESTAMP(timezone=True), required=True),
    "outcome": bindparam("outcome", type_=Text),
    "received_at": bindparam("now", type_=TIMESTAMP(timezone=True)),
}
# A message that was once unusable may be replayed after a repair: only that one is reclaimed.
_CLAIM = command(
    insert(WebhookDelivery)
    .values(id=bindparam("id"), **_row)
    .on_conflict_do_update(
        index_elements=[WebhookDelivery.id],
        set_=_row,
        where=WebhookDelivery.outcome == "rejected",
    )
)
_CONCLUDE = command(
    update(WebhookDelivery)
    .where(WebhookDelivery.id == bindparam("delivery_id"))
    .values(outcome=bindparam("outcome"))
)


async def receive_delivery(db: Db, message_id: str, event: Envelope, *, now: datetime) -> Outcome:
    """Apply one event and write it in the ledger, in the caller's transaction.

    A second copy answers `duplicate`. Raises UnusableError when the event names nobody.
    """
    user_id = _subject(event)
    claim = db.later(
        _CLAIM,
        id=message_id,
        type=event.type,
        user_id=user_id,
        event_at=event.happened_at,
        outcome="ignored",
        now=now,
    )
    outcome = await _apply(db, event, user_id, now)
    if claim.count == 0:
        return "duplicate"
    if outcome != "ignored":
        db.later(_CONCLUDE, delivery_id=message_id, outcome=outcome)
    return outcome


def reject_delivery(db: Db, message_id: str, *, kind: str, now: datetime) -> None:
    """Note in the ledger that a signed delivery could not be used."""
    values: dict[str, Any] = {"id": message_id, "type": kind, "user_id": None, "event_at": None}
    db.later(_CLAIM, outcome="rejected", now=now, **values)


def _subject(event: Envelope) -> str | None:
    if event.type in USER_NEWS or event.type == "user.deleted":
        return read_id(event.data, "id")
    if event.type in SESSION_ENDS:
        read_id(event.data, "id")
    found = event.data.get("user_id")
    return found if isinstance(found, str) and found.isascii() and found.isprintable() else None


async def _apply(db: Db, event: Envelope, user_id: str | None, now: datetime) -> Outcome:
    if user_id is not None and event.type in USER_NEWS:
        news = read_user(event.data, event_ms=event.event_ms)
        return await sync_user(db, news, event_ms=event.event_ms, now=now)
    if user_id is not None and event.type == "user.deleted":
        return await forget_user(db, user_id, deleted_at=event.happened_at or now, now=now)
    await db.settle()
    if event.type in SESSION_ENDS:
        end_clerk_session(db, read_id(event.data, "id"), now=now)
        return "applied"
    return "ignored"
