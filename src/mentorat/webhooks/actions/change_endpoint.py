"""Pausing an endpoint, resuming it, and giving it another secret."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    bindparam,
    func,
    null,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.db.executor import Db, command, scalar
from mentorat.errors import NotFound
from mentorat.events.record import SYSTEM, Authority
from mentorat.outbound.sealed import Seal, sealed
from mentorat.webhooks.actions.add_endpoint import EndpointName, note
from mentorat.webhooks.actions.deliver_later import deliver_later
from mentorat.webhooks.models import SECRET_SEAL, WebhookEndpoint, WebhookMessage, waiting
from mentorat.webhooks.signing import new_secret

BOTH_SIGN_FOR = timedelta(hours=24)

_one = WebhookEndpoint.id == bindparam("endpoint_id")
_instant = TIMESTAMP(timezone=True)
_PAUSE = scalar(
    update(WebhookEndpoint)
    .where(_one)
    .values(paused_at=func.coalesce(WebhookEndpoint.paused_at, bindparam("now", type_=_instant)))
    .returning(WebhookEndpoint.address),
    str,
)
_DISABLE = scalar(
    update(WebhookEndpoint)
    .where(_one, WebhookEndpoint.disabled_at.is_(None))
    .values(disabled_at=bindparam("now", type_=_instant))
    .returning(WebhookEndpoint.address),
    str,
)
_RESUME = scalar(
    update(WebhookEndpoint)
    .where(_one)
    .values(paused_at=null(), disabled_at=null(), quiet_until=null())
    .returning(WebhookEndpoint.address),
    str,
)
_ANEW = command(
    update(WebhookMessage)
    .where(
        WebhookMessage.endpoint_id == bindparam("endpoint_id"),
        waiting(WebhookMessage),
    )
    .values(due_since=bindparam("now", type_=_instant), next_try_at=null())
)
_ROTATE = scalar(
    update(WebhookEndpoint)
    .where(_one)
    .values(
        former_secret_encrypted=WebhookEndpoint.secret_encrypted,
        former_until=bindparam("until", type_=_instant),
        secret_encrypted=bindparam("secret_encrypted", type_=LargeBinary),
    )
    .returning(WebhookEndpoint.address),
    str,
)


async def pause_endpoint(db: Db, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    """Send an endpoint nothing for now; what happens meanwhile waits for it. Raises NotFound."""
    address = await db.value(_PAUSE, endpoint_id=endpoint_id, now=now)
    note(db, "webhook.paused", _known(endpoint_id, address), by=by, now=now)


async def resume_endpoint(db: Db, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    """Send an endpoint what waits for it, at once and for three days from now, whether it was
    paused or had refused all that follows. Raises NotFound."""
    address = await db.value(_RESUME, endpoint_id=endpoint_id)
    db.later(_ANEW, endpoint_id=endpoint_id, now=now)
    deliver_later(db, endpoint_id)
    note(db, "webhook.resumed", _known(endpoint_id, address), by=by, now=now)


async def disable_endpoint(db: Db, endpoint_id: UUID, *, now: datetime) -> bool:
    """Send nothing more to an endpoint that has said it is gone; whether it was told so first."""
    address = await db.value(_DISABLE, endpoint_id=endpoint_id, now=now)
    if address is None:
        return False
    by = Authority(SYSTEM, "410 Gone")
    note(db, "webhook.disabled", EndpointName(endpoint_id, address), by=by, now=now)
    return True


async def rotate_secret(
    db: Db,
    endpoint_id: UUID,
    *,
    secret_keys: tuple[bytes, ...],
    by: Authority,
    now: datetime,
) -> str:
    """Give an endpoint a new secret, which is told this once; for a day the one before it signs
    too, and any older one no more. Raises NotFound."""
    secret = new_secret()
    seal = Seal(str(endpoint_id), SECRET_SEAL, secret_keys)
    address = await db.value(
        _ROTATE,
        endpoint_id=endpoint_id,
        secret_encrypted=sealed(secret, seal),
        until=now + BOTH_SIGN_FOR,
    )
    note(db, "webhook.rotated", _known(endpoint_id, address), by=by, now=now)
    return secret


def _known(endpoint_id: UUID, address: str | None) -> EndpointName:
    if address is None:
        raise NotFound
    return EndpointName(endpoint_id, address)
