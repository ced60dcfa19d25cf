"""Sending again what was given up, or what a receiver has lost."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, delete, null, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.db.executor import Db, command, scalar
from mentorat.errors import NotFound
from mentorat.events.record import Authority
from mentorat.webhooks.actions.add_endpoint import EndpointName, note
from mentorat.webhooks.actions.deliver_later import deliver_later
from mentorat.webhooks.models import WebhookEndpoint, WebhookMessage
from mentorat.webhooks.refusals import MessageGone

_instant = TIMESTAMP(timezone=True)
_ADDRESS = scalar(
    select(WebhookEndpoint.address).where(WebhookEndpoint.id == bindparam("endpoint_id")), str
)
_of_endpoint = WebhookMessage.endpoint_id == bindparam("endpoint_id", type_=Uuid)
_this = WebhookMessage.id == bindparam("message_id", type_=BigInteger)
_anew = {
    "due_since": bindparam("now", type_=_instant),
    "next_try_at": null(),
    "delivered_at": null(),
    "failed_at": null(),
}
_AGAIN = command(update(WebhookMessage).where(_of_endpoint, _this).values(_anew))
_FAILED_AGAIN = command(
    update(WebhookMessage)
    .where(_of_endpoint, WebhookMessage.failed_at >= bindparam("since", type_=_instant))
    .values(_anew)
)
_DROP = command(
    delete(WebhookMessage).where(_of_endpoint, _this, WebhookMessage.failed_at.is_not(None))
)


class EndpointMessage(NamedTuple):
    """One message of one endpoint."""

    endpoint_id: UUID
    message_id: int


async def replay_message(db: Db, which: EndpointMessage, *, by: Authority, now: datetime) -> None:
    """Send a message again at once, whatever became of it, with the id it always had; later ones of
    its subject wait for it. Raises NotFound, MessageGone."""
    await _replayed(db, which.endpoint_id, by=by, now=now)
    if not await db.run(_AGAIN, **which._asdict(), now=now):
        raise MessageGone


async def replay_failed(
    db: Db, endpoint_id: UUID, *, since: datetime, by: Authority, now: datetime
) -> int:
    """Send again at once what was given up since an instant, in its order; how much. Raises
    NotFound, MessageGone when there is nothing."""
    await _replayed(db, endpoint_id, by=by, now=now)
    count = await db.run(_FAILED_AGAIN, endpoint_id=endpoint_id, since=since, now=now)
    if not count:
        raise MessageGone
    return count


async def drop_message(db: Db, which: EndpointMessage, *, by: Authority, now: datetime) -> None:
    """Forget a message that was given up. Raises NotFound, MessageGone."""
    await _noted(db, "webhook.dropped", which.endpoint_id, by=by, now=now)
    if not await db.run(_DROP, **which._asdict()):
        raise MessageGone


async def _replayed(db: Db, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    await _noted(db, "webhook.replayed", endpoint_id, by=by, now=now)
    deliver_later(db, endpoint_id)


async def _noted(db: Db, kind: str, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    address = await db.value(_ADDRESS, endpoint_id=endpoint_id)
    if address is None:
        raise NotFound
    note(db, kind, EndpointName(endpoint_id, address), by=by, now=now)
