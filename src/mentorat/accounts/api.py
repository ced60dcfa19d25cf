"""Accounts over JSON: Clerk's deliveries, the exchange of a token, one's own account."""

import time

import structlog
from litestar import Response, get, patch, post
from litestar.datastructures import State

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.actions.receive_delivery import receive_delivery, reject_delivery
from mentorat.accounts.browser_session import start_session
from mentorat.accounts.clerk_payload import UnusableError, read_envelope
from mentorat.accounts.queries import get_me
from mentorat.accounts.recognition import FOR_ANY_VIEWER, Member
from mentorat.accounts.schemas import DeliveryAnswer, Me, MeChange
from mentorat.accounts.signature import authentic_delivery
from mentorat.errors import Unavailable
from mentorat.web import csrf
from mentorat.web.edge_refusals import Malformed
from mentorat.web.openapi import describe
from mentorat.web.problems import document
from mentorat.web.provide import Anybody, AnyRequest, Now, Session
from mentorat.web.reading import read_json

log = structlog.get_logger("mentorat.accounts")

ABORT = {"webhook-delivery": "abort-message"}  # Svix: stop retrying this message


@post(
    "/api/webhooks/clerk",
    status_code=200,
    opt=describe(
        "receiveClerkDelivery",
        "Take one delivery of Clerk's",
        answers={200: DeliveryAnswer},
        refuses=(400, 413, 422, 503),
        open_to_all=True,
    ),
)
async def clerk_webhook(
    request: AnyRequest, state: State, db: Session, now: Now
) -> Response[bytes] | DeliveryAnswer:
    """Answers per docs/decisions/0006: 200 is final, 4xx with abort-message too, 5xx is retried."""
    body = await request.body()
    keys: tuple[bytes, ...] = state.webhook_keys
    if not keys:
        raise Unavailable
    headers = {name: request.headers.get(name, "") for name in request.headers}
    delivery = authentic_delivery(headers, body, keys=keys, now=time.time())
    if delivery is None:
        raise Malformed
    try:
        event = read_envelope(body, our_instance=state.settings.clerk_instance_id)
        outcome = await receive_delivery(db, delivery.id, event, now=now)
    except UnusableError as error:
        log.warning("delivery_rejected", delivery_id=delivery.id, reason=str(error))
        reject_delivery(db, delivery.id, kind="unusable", now=now)
        return document(422, "unusable_delivery", str(error), headers=ABORT)
    log.info("delivery", delivery_id=delivery.id, type=event.type[:60], outcome=outcome)
    return DeliveryAnswer(outcome)


@post(
    "/auth/clerk/exchange",
    status_code=204,
    opt={
        FOR_ANY_VIEWER: True,
        **describe(
            "exchangeClerkToken",
            "Exchange a Clerk session token for our session cookie",
            answers={204: None},
            refuses=(403, 503),
        ),
    },
)
async def exchange_token(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody, signed_in: Member
) -> Response[None]:
    if visitor.credential != "bearer":
        raise csrf.ForeignForm
    response: Response[None] = Response(None, status_code=204)
    start_session(request, response, db, signed_in, now=now)
    return response


@get("/api/me", opt=describe("getMe", "One's own account", answers={200: Me}, refuses=(503,)))
async def read_me(db: Session, signed_in: Member) -> Me:
    return await get_me(db, viewer=signed_in)


@patch(
    "/api/me",
    opt=describe(
        "changeMe",
        "Change what is ours of one's account",
        takes=MeChange,
        answers={200: Me},
        refuses=(400, 403, 413, 415, 422, 503),
    ),
)
async def change_me(request: AnyRequest, db: Session, now: Now, signed_in: Member) -> Me:
    change = await read_json(request, MeChange)
    await edit_me(db, change.model_dump(include=change.model_fields_set), viewer=signed_in, now=now)
    return await get_me(db, viewer=signed_in)
