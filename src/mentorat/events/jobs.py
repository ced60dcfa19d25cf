"""The one job of an event: whoever reacts to it is called."""

from uuid import UUID

import msgspec

from mentorat.db.jobs import Job


class PublishEvent(msgspec.Struct, frozen=True):
    """Which event."""

    event_id: UUID


PUBLISH_EVENT = Job("publish_event", PublishEvent)
