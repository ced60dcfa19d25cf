"""Having what waits for an endpoint leave."""

from datetime import datetime
from uuid import UUID

from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.webhooks.jobs import DELIVER_WEBHOOKS, DeliverWebhooks
from mentorat.webhooks.queries import list_due_endpoints


def deliver_later(db: Db, endpoint_id: UUID) -> None:
    """Leave the job of an endpoint; one round at a time, so that who hangs takes one place."""
    lock = f"webhooks:{endpoint_id}"
    defer(db, DELIVER_WEBHOOKS, DeliverWebhooks(endpoint_id), lock=lock)


async def queue_due_endpoints(db: Db, *, now: datetime) -> None:
    """Have everything tried again whose pause is over, and what lost its job."""
    for endpoint_id in await list_due_endpoints(db, now=now):
        deliver_later(db, endpoint_id)
