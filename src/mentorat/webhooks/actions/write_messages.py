"""Writing down what endpoints are told of an event, before anything leaves."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from mentorat.db.executor import Db, command
from mentorat.db.ids import new_id
from mentorat.errors import NotFound
from mentorat.events.queries import EventRow, find_event
from mentorat.events.record import Authority
from mentorat.webhooks.actions.add_endpoint import EndpointName, note
from mentorat.webhooks.actions.deliver_later import deliver_later
from mentorat.webhooks.models import WebhookMessage
from mentorat.webhooks.payloads import (
    TEST,
    Announcement,
    EndpointData,
    body_of,
    is_wanted,
    teller_of,
)
from mentorat.webhooks.queries import find_endpoint, find_hours, list_subscribed

BOOKING = "booking."


class NewWebhookMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to write; of one event and endpoint there is one."""

    endpoint_id: UUID
    event_id: UUID
    type: str
    subject: str
    body: str


_WRITE = command(
    insert(WebhookMessage)
    .values(
        **{name: bindparam(name) for name in NewWebhookMessage.__struct_fields__},
        created_at=bindparam("now"),
        due_since=bindparam("now"),
    )
    .on_conflict_do_nothing()
)


async def write_messages(db: Db, event_id: UUID, *, now: datetime) -> None:
    """Write down what each endpoint that asked for it is told of an event, and have it leave; twice
    is once. Events of one subject come here in their order."""
    event = await find_event(db, event_id)
    news = await _news_of(db, event) if event else None
    if event is None or news is None:
        return
    body = body_of(news, event.happened_at)
    for endpoint in await list_subscribed(db, happened_at=event.happened_at):
        if is_wanted(news.type, endpoint.types):
            message = NewWebhookMessage(
                endpoint_id=endpoint.id,
                event_id=event.id,
                type=news.type,
                subject=event.subject,
                body=body,
            )
            _write(db, message, now=now)


async def send_test(db: Db, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    """Send an endpoint an event that says nothing, whatever it asked for. Raises NotFound."""
    endpoint = await find_endpoint(db, endpoint_id)
    if endpoint is None:
        raise NotFound
    event_id = new_id(now)
    message = NewWebhookMessage(
        endpoint_id=endpoint_id,
        event_id=event_id,
        type=TEST,
        subject=f"test:{event_id}",
        body=body_of(Announcement(TEST, EndpointData(endpoint_id=endpoint_id)), now),
    )
    _write(db, message, now=now)
    note(db, "webhook.tested", EndpointName(endpoint_id, endpoint.address), by=by, now=now)


def _write(db: Db, message: NewWebhookMessage, *, now: datetime) -> None:
    db.later(_WRITE, **msgspec.structs.asdict(message), now=now)
    deliver_later(db, message.endpoint_id)


async def _news_of(db: Db, event: EventRow) -> Announcement | None:
    tell = teller_of(event.kind)
    if tell is None:
        return None
    is_step = event.kind.startswith(BOOKING)
    return tell(event, await find_hours(db, UUID(event.subject)) if is_step else None)
