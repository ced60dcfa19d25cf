"""What the worker does for webhooks."""

from datetime import timedelta
from uuid import UUID

import msgspec

from mentorat.db.jobs import Job, Nothing


class WriteWebhooks(msgspec.Struct, frozen=True):
    """Which event is told."""

    event_id: UUID


class DeliverWebhooks(msgspec.Struct, frozen=True):
    """To which endpoint what waits for it leaves."""

    endpoint_id: UUID


WRITE_WEBHOOKS = Job("write_webhooks", WriteWebhooks)
# Trouble with an endpoint is no failure of its job: what waits is queued again.
DELIVER_WEBHOOKS = Job(
    "deliver_webhooks", DeliverWebhooks, queue="webhooks", coalesced=timedelta(0)
)
QUEUE_DUE_WEBHOOKS = Job("queue_due_webhooks", Nothing, queue="housekeeping", cron="* * * * *")
