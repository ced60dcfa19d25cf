"""Reading endpoints, and what became of what they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Integer, Uuid, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from mentorat.bookings.models import Booking
from mentorat.db.executor import Db, rows, scalar
from mentorat.webhooks.models import WebhookEndpoint, WebhookMessage, active, waiting
from mentorat.webhooks.payloads import BookingHours


class EndpointRow(msgspec.Struct, frozen=True):
    """An endpoint as operators see it, with what waits for it and what failed."""

    id: UUID
    address: str
    types: list[str]
    created_at: datetime
    paused_at: datetime | None
    disabled_at: datetime | None
    former_until: datetime | None
    waiting: int
    failed: int
    delivered_at: datetime | None


class MessageRow(msgspec.Struct, frozen=True):
    """A line of an endpoint's log."""

    id: int
    event_id: UUID
    type: str
    subject: str
    created_at: datetime
    attempts: int
    tried_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    last_status: int | None
    last_milliseconds: int | None
    last_error: str | None
    last_answer: str | None
    body: str


class SubscribedRow(msgspec.Struct, frozen=True):
    """An endpoint that is told of some types."""

    id: UUID
    types: list[str]


class DueMessage(msgspec.Struct, frozen=True):
    """A message that may leave now, and how its endpoint is reached and recognises us."""

    id: int
    event_id: UUID
    body: str
    attempts: int
    due_since: datetime
    endpoint_id: UUID
    address: str
    secret_encrypted: bytes
    former_secret_encrypted: bytes | None
    former_until: datetime | None


_message = WebhookMessage.endpoint_id == WebhookEndpoint.id
_waiting = select(func.count()).where(_message, waiting(WebhookMessage)).scalar_subquery()
_failed = (
    select(func.count()).where(_message, WebhookMessage.failed_at.is_not(None)).scalar_subquery()
)
_delivered_at = select(func.max(WebhookMessage.delivered_at)).where(_message).scalar_subquery()
_endpoints = select(
    WebhookEndpoint.id,
    WebhookEndpoint.address,
    WebhookEndpoint.types,
    WebhookEndpoint.created_at,
    WebhookEndpoint.paused_at,
    WebhookEndpoint.disabled_at,
    WebhookEndpoint.former_until,
    _waiting.label("waiting"),
    _failed.label("failed"),
    _delivered_at.label("delivered_at"),
)
_LIST = rows(_endpoints.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id), EndpointRow)
_ONE = rows(_endpoints.where(WebhookEndpoint.id == bindparam("endpoint_id")), EndpointRow)
_LOG = rows(
    select(*(getattr(WebhookMessage, name) for name in MessageRow.__struct_fields__))
    .where(WebhookMessage.endpoint_id == bindparam("endpoint_id", type_=Uuid))
    .order_by(WebhookMessage.id.desc())
    .offset(bindparam("skip", type_=Integer))
    .limit(bindparam("count", type_=BigInteger)),
    MessageRow,
)
_SUBSCRIBED = rows(
    select(WebhookEndpoint.id, WebhookEndpoint.types)
    .where(
        WebhookEndpoint.disabled_at.is_(None),
        WebhookEndpoint.created_at <= bindparam("happened_at"),
    )
    .order_by(WebhookEndpoint.id),
    SubscribedRow,
)
_earlier = aliased(WebhookMessage, name="earlier")
# Of one subject the first that waits goes first, whether it is being tried or has its pause.
_is_first = not_(
    exists().where(
        _earlier.endpoint_id == WebhookMessage.endpoint_id,
        _earlier.subject == WebhookMessage.subject,
        waiting(_earlier),
        _earlier.id < WebhookMessage.id,
    )
)
_now: Any = bindparam("now")
_may_leave = (
    waiting(WebhookMessage),
    or_(WebhookMessage.next_try_at.is_(None), WebhookMessage.next_try_at <= _now),
    active(WebhookEndpoint),
    or_(WebhookEndpoint.quiet_until.is_(None), WebhookEndpoint.quiet_until <= _now),
    _is_first,
)
_NEXT = rows(
    select(
        WebhookMessage.id,
        WebhookMessage.event_id,
        WebhookMessage.body,
        WebhookMessage.attempts,
        WebhookMessage.due_since,
        WebhookMessage.endpoint_id,
        WebhookEndpoint.address,
        WebhookEndpoint.secret_encrypted,
        WebhookEndpoint.former_secret_encrypted,
        WebhookEndpoint.former_until,
    )
    .join(WebhookEndpoint, _message)
    .where(WebhookMessage.endpoint_id == bindparam("endpoint_id", type_=Uuid), *_may_leave)
    .order_by(WebhookMessage.id)
    .limit(1)
    .with_for_update(of=WebhookMessage, skip_locked=True),
    DueMessage,
)
_DUE = scalar(
    select(WebhookEndpoint.id).where(
        exists().where(_message, *_may_leave).correlate(WebhookEndpoint)
    ),
    UUID,
)
_HOURS = rows(
    select(Booking.mentee_id, Booking.starts_at, Booking.ends_at).where(
        Booking.id == bindparam("booking_id", type_=Uuid)
    ),
    BookingHours,
)
_TROUBLES = scalar(
    select(
        select(func.count())
        .select_from(WebhookEndpoint)
        .where(WebhookEndpoint.disabled_at.is_not(None))
        .scalar_subquery()
        + select(func.count())
        .select_from(WebhookMessage)
        .where(WebhookMessage.failed_at.is_not(None))
        .scalar_subquery()
    ),
    int,
)


async def list_endpoints(db: Db) -> list[EndpointRow]:
    """Every endpoint, the oldest first."""
    return await db.all(_LIST)


async def find_endpoint(db: Db, endpoint_id: UUID) -> EndpointRow | None:
    """One endpoint."""
    return await db.find(_ONE, endpoint_id=endpoint_id)


async def list_messages(
    db: Db, endpoint_id: UUID, *, skip: int = 0, count: int
) -> list[MessageRow]:
    """What an endpoint was or is to be told, the newest first."""
    return await db.all(_LOG, endpoint_id=endpoint_id, skip=skip, count=count)


async def list_subscribed(db: Db, *, happened_at: datetime) -> list[SubscribedRow]:
    """Who is told of what happened then: who was there already, paused ones too, for whom it
    waits."""
    return await db.all(_SUBSCRIBED, happened_at=happened_at)


async def next_message(db: Db, endpoint_id: UUID, *, now: datetime) -> DueMessage | None:
    """What may leave for an endpoint next, locked until this transaction ends; nothing that another
    one has locked, and nothing before what happened to its subject earlier."""
    return await db.find(_NEXT, endpoint_id=endpoint_id, now=now)


async def list_due_endpoints(db: Db, *, now: datetime) -> list[UUID]:
    """For whom something may leave now."""
    return await db.all(_DUE, now=now)


async def find_hours(db: Db, booking_id: UUID) -> BookingHours | None:
    """Who learns in a booking, and when it is, as it stands now."""
    return await db.find(_HOURS, booking_id=booking_id)


async def count_troubles(db: Db) -> int:
    """How many endpoints have refused all that follows, and how many messages were given up."""
    return await db.one(_TROUBLES)
