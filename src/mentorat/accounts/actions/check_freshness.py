"""Noticing that deliveries stopped: Clerk knows news that we have not heard."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from mentorat.accounts.clerk.backend_api import ClerkApi
from mentorat.accounts.clerk.payload import read_user
from mentorat.accounts.models import ClerkIdentity, WebhookDelivery
from mentorat.db.executor import Db, scalar

SILENCE = timedelta(hours=6)
LAG_MS = 10 * 60 * 1000

_LAST_DELIVERY = scalar(select(func.max(WebhookDelivery.received_at)), datetime)
_NEWEST_VERSION = scalar(select(func.max(ClerkIdentity.version)), int)

STEPS = (
    "No delivery came for hours although Clerk has news. In Clerk's dashboard open Webhooks, "
    "choose the endpoint, check that it is enabled and that its address ends in "
    "/api/webhooks/clerk, then Replay missing messages; or run: mentorat clerk reconcile"
)


async def check_freshness(db: Db, api: ClerkApi, *, now: datetime) -> str | None:
    """What to do when deliveries seem lost; None while all is well."""
    last = await db.value(_LAST_DELIVERY)
    if last is not None and now - last < SILENCE:
        return None
    newest = await api.newest_update()
    if newest is None:
        return None
    heard = await db.value(_NEWEST_VERSION) or 0
    return STEPS if read_user(newest).version - heard > LAG_MS else None
