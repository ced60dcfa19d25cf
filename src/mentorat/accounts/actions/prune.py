"""Forgetting what is too old to matter."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete

from mentorat.accounts.actions.count_request import prune_counts
from mentorat.accounts.actions.open_session import prune_sessions
from mentorat.accounts.actions.repeat_answer import prune_keys
from mentorat.accounts.models import EndedClerkSession, WebhookDelivery
from mentorat.db.executor import Db, command

LEDGER = timedelta(days=100)  # Svix lets the operator replay 90 days
ENDED_SESSIONS = timedelta(days=8)  # our own sessions last seven
IDEMPOTENCY_KEYS = timedelta(hours=48)

_DELIVERIES = command(
    delete(WebhookDelivery).where(WebhookDelivery.received_at < bindparam("before"))
)
_ENDED = command(delete(EndedClerkSession).where(EndedClerkSession.ended_at < bindparam("before")))


async def prune(db: Db, *, now: datetime) -> None:
    """Delete expired sessions, minutes of requests, old ledger rows and keys. Running it twice is
    harmless."""
    await prune_sessions(db, now=now)
    await prune_counts(db, now=now)
    await prune_keys(db, before=now - IDEMPOTENCY_KEYS)
    await db.run(_DELIVERIES, before=now - LEDGER)
    await db.run(_ENDED, before=now - ENDED_SESSIONS)
