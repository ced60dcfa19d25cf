"""Clerk's deliveries."""

import time

import structlog
from litestar import Response, post
from litestar.datastructures import State

from mentorat.accounts.actions.receive_delivery import receive_delivery, reject_delivery
from mentorat.accounts.clerk.payload import UnusableError, read_envelope
from mentorat.accounts.clerk.signature import authentic_delivery, refusal_cause
from mentorat.accounts.schemas import DeliveryAnswer
from mentorat.errors import Unavailable
from mentorat.web.edge_refusals import MalformedRequest
from mentorat.web.openapi import describe
from mentorat.web.problems import document
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reference.example_requests import REQUESTS

log = structlog.get_logger("mentorat.accounts")
CLERK_EVENT = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {"type": {"type": "string"}, "data": {"type": "object"}},
            "required": ["type", "data"],
        },
        "example": REQUESTS["ClerkEvent"],
    }
}
ABORT = {"webhook-delivery": "abort-message"}  # Svix: stop retrying this message


@post(
    "/api/webhooks/clerk",
    status_code=200,
    opt=describe(
        "receiveClerkDelivery",
        "Receive a webhook delivery from Clerk",
        content=CLERK_EVENT,
        headers=("svix-id", "svix-timestamp", "svix-signature"),
        answers={200: DeliveryAnswer},
        refuses=(400, 413, 422, 503),
        open_to_all=True,
    ),
)
async def clerk_webhook(
    request: AnyRequest, state: State, db: RequestDb, now: Now
) -> Response[bytes] | DeliveryAnswer:
    """Answers per docs/decisions/0006: 200 is final, 4xx with abort-message too, 5xx is retried."""
    body = await request.body()
    keys: tuple[bytes, ...] = state.webhook_keys
    if not keys:
        _note_refused(state, "no_secret")
        raise Unavailable
    # Of a header that comes twice the first counts.
    raw = reversed([*request.scope["headers"]])
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
    arrived_at = time.time()
    delivery = authentic_delivery(headers, body, keys=keys, now=arrived_at)
    if delivery is None:
        # The sender is told nothing of it: it may be anybody.
        _note_refused(state, refusal_cause(headers, now=arrived_at))
        raise MalformedRequest
    try:
        event = read_envelope(body, our_instance=state.settings.clerk_instance_id)
        outcome = await receive_delivery(db, delivery.id, event, now=now)
    except UnusableError as error:
        log.warning("delivery_rejected", delivery_id=delivery.id, reason=str(error))
        reject_delivery(db, delivery.id, kind="unusable", now=now)
        return document(422, "unusable_delivery", str(error), headers=ABORT)
    log.info("delivery", delivery_id=delivery.id, type=event.type[:60], outcome=outcome)
    return DeliveryAnswer(outcome)


def _note_refused(state: State, cause: str) -> None:
    log.warning("delivery_refused", cause=cause)
    state.traffic.refused_deliveries[cause] += 1
