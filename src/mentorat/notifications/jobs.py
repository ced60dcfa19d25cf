"""What the worker does for messages."""

from uuid import UUID

import msgspec

from mentorat.db.jobs import Job


class DeliverMessage(msgspec.Struct, frozen=True):
    """Which message leaves."""

    message_id: UUID


DELIVER_MESSAGE = Job("deliver_message", DeliverMessage, queue="mail")
