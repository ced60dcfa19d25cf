"""What the worker does for messages."""

from datetime import timedelta
from uuid import UUID

import msgspec

from mentorat.db.jobs import Job, Nothing


class DeliverMessage(msgspec.Struct, frozen=True):
    """Which message leaves."""

    message_id: UUID


# Trouble with a mail is no failure of its job: the message stays unsent, and is queued again.
DELIVER_MESSAGE = Job("deliver_message", DeliverMessage, queue="mail", coalesced=timedelta(0))
QUEUE_DUE_MESSAGES = Job("queue_due_messages", Nothing, queue="housekeeping", cron="* * * * *")
