"""Taking in a program that is told what happens, and letting it go."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import Uuid

from mentorat.db.executor import Db, scalar
from mentorat.db.ids import new_id
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.events.record import Authority, Event, audit
from mentorat.outbound.address import AddressRefusedError
from mentorat.outbound.post import destination_of
from mentorat.outbound.sealed import Seal, sealed
from mentorat.webhooks.models import SECRET_SEAL, WebhookEndpoint
from mentorat.webhooks.payloads import SUBSCRIPTIONS
from mentorat.webhooks.refusals import ENDPOINTS_MAX, TooManyEndpoints
from mentorat.webhooks.signing import new_secret

NO_TYPE = say("Choisissez au moins un événement.")
UNKNOWN_TYPE = say("Cet événement n'existe pas.")

_ADD = scalar(
    insert(WebhookEndpoint)
    .from_select(
        ["id", "address", "types", "secret_encrypted", "created_at"],
        select(
            bindparam("endpoint_id", type_=Uuid),
            bindparam("address", type_=Text),
            bindparam("types", type_=ARRAY(Text)),
            bindparam("secret_encrypted", type_=LargeBinary),
            bindparam("now", type_=TIMESTAMP(timezone=True)),
        ).where(
            select(func.count()).select_from(WebhookEndpoint).scalar_subquery()
            < literal(ENDPOINTS_MAX)
        ),
    )
    .returning(WebhookEndpoint.id),
    UUID,
)
_REMOVE = scalar(
    delete(WebhookEndpoint)
    .where(WebhookEndpoint.id == bindparam("endpoint_id"))
    .returning(WebhookEndpoint.address),
    str,
)


class NewEndpoint(NamedTuple):
    """Who is to be told, and of what; `allows_loopback` lets in programs of this machine."""

    address: str
    types: Sequence[str]
    allows_loopback: bool = False


class EndpointName(NamedTuple):
    """Which endpoint, and where it is."""

    id: UUID
    address: str


class AddedEndpoint(NamedTuple):
    """An endpoint that was just taken in; its secret is told this once."""

    id: UUID
    secret: str


async def add_endpoint(
    db: Db,
    wish: NewEndpoint,
    *,
    secret_keys: tuple[bytes, ...],
    by: Authority,
    now: datetime,
) -> AddedEndpoint:
    """Have a program told of what happens from now on. Raises Invalid for an address that we do not
    post to or a type that does not exist, TooManyEndpoints."""
    address = _checked(wish)
    endpoint_id, secret = new_id(now), new_secret()
    seal = Seal(str(endpoint_id), SECRET_SEAL, secret_keys)
    added = await db.value(
        _ADD,
        endpoint_id=endpoint_id,
        address=address,
        types=list(dict.fromkeys(wish.types)),
        secret_encrypted=sealed(secret, seal),
        now=now,
    )
    if added is None:
        raise TooManyEndpoints
    note(db, "webhook.added", EndpointName(endpoint_id, address), by=by, now=now)
    return AddedEndpoint(endpoint_id, secret)


async def remove_endpoint(db: Db, endpoint_id: UUID, *, by: Authority, now: datetime) -> None:
    """Tell a program nothing any more, and forget what it was told. Raises NotFound."""
    address = await db.value(_REMOVE, endpoint_id=endpoint_id)
    if address is None:
        raise NotFound
    note(db, "webhook.removed", EndpointName(endpoint_id, address), by=by, now=now)


def note(db: Db, kind: str, endpoint: EndpointName, *, by: Authority, now: datetime) -> None:
    """Keep in the audit what was done with an endpoint; of its address only the host."""
    data = {"name": urlsplit(endpoint.address).netloc}
    event = Event(kind=kind, subject=str(endpoint.id), actor=by.actor, data=data)
    audit(db, event, by=by, now=now)


def _checked(wish: NewEndpoint) -> str:
    problems: list[Problem] = []
    address = ""
    try:
        address = destination_of(wish.address, allows_loopback=wish.allows_loopback).address
    except AddressRefusedError as refusal:
        problems.append(Problem("/address", str(refusal), "webhook_address"))
    if not wish.types:
        problems.append(Problem("/types", NO_TYPE, "missing"))
    elif not {*wish.types} <= {*SUBSCRIPTIONS}:
        problems.append(Problem("/types", UNKNOWN_TYPE, "unknown_type"))
    if problems:
        raise Invalid(problems)
    return address
