"""Webhooks: what happened is written down for each endpoint, then leaves, in order."""

import time
from datetime import timedelta

import structlog

from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.outbound.post import NoAnswerError, destination_of, post
from mentorat.outbound.sealed import Seal, opened
from mentorat.settings.kept_file import secret_keys
from mentorat.webhooks.actions.change_endpoint import disable_endpoint
from mentorat.webhooks.actions.deliver_later import deliver_later, queue_due_endpoints
from mentorat.webhooks.actions.try_message import (
    TryResult,
    answered,
    begin_try,
    note_try,
    unanswered,
)
from mentorat.webhooks.actions.write_messages import write_messages
from mentorat.webhooks.jobs import (
    DELIVER_WEBHOOKS,
    QUEUE_DUE_WEBHOOKS,
    WRITE_WEBHOOKS,
    DeliverWebhooks,
    WriteWebhooks,
)
from mentorat.webhooks.letters import tell_disabled
from mentorat.webhooks.models import SECRET_SEAL
from mentorat.webhooks.queries import DueMessage
from mentorat.webhooks.signing import signed_headers
from mentorat.worker.work import Work, handles

ROUND = timedelta(seconds=60)  # then other jobs of the queue have their turn
SILENT_MAX = 3  # tries in a row that nobody answered; a minute later there are more

log = structlog.get_logger("mentorat.worker")


@handles(WRITE_WEBHOOKS)
async def write_webhooks(work: Work, which: WriteWebhooks) -> None:
    """Whoever asked to be told of an event has it written down for them."""
    async with work.database.unit(writes=True) as unit:
        await write_messages(Db(unit), which.event_id, now=work.now)


@handles(QUEUE_DUE_WEBHOOKS)
async def queue_webhooks(work: Work, _nothing: Nothing) -> None:
    """Every minute: whatever has not left and whose pause is over."""
    async with work.database.unit(writes=True) as unit:
        await queue_due_endpoints(Db(unit), now=work.now)


@handles(DELIVER_WEBHOOKS)
async def deliver_webhooks(work: Work, which: DeliverWebhooks) -> None:
    """What waits for one endpoint leaves, one after the other, for a minute at most; an endpoint
    that does not answer is left until the next one."""
    ends_at, silent = work.now + ROUND, 0
    while silent < SILENT_MAX:
        async with work.database.unit(writes=True) as unit:
            message = await begin_try(Db(unit), which.endpoint_id, now=work.now)
        if message is None:
            return
        result = await _try(work, message)
        async with work.database.unit(writes=True) as unit:
            await _note(Db(unit), message, result, work)
        silent = silent + 1 if result.answer is None else 0
        if work.now >= ends_at:
            async with work.database.unit(writes=True) as unit:
                deliver_later(Db(unit), which.endpoint_id)
            return


async def _try(work: Work, message: DueMessage) -> TryResult:
    keys = _keys(work, message)
    if not keys:
        return TryResult(None, "secret", 0)
    body = message.body.encode()
    headers = signed_headers(message.event_id, body, keys, now=work.now)
    destination = destination_of(message.address, allows_loopback=work.settings.auth == "dev")
    began = time.perf_counter()
    try:
        answer = await post(destination, headers, body, work.network)
    except NoAnswerError as error:
        return unanswered(error, _milliseconds(began))
    return answered(answer, _milliseconds(began))


async def _note(db: Db, message: DueMessage, result: TryResult, work: Work) -> None:
    now = work.now
    is_last = note_try(db, message, result, now=now)
    if is_last:
        log.warning("webhook_failed", id=message.id, endpoint_id=str(message.endpoint_id))
    if result.is_gone and await disable_endpoint(db, message.endpoint_id, now=now):
        address, origin = message.address, work.settings.origin
        await tell_disabled(db, message.endpoint_id, address, origin=origin, now=now)


def _keys(work: Work, message: DueMessage) -> list[str]:
    """The secrets that sign now, the newest first; those that no SECRET_KEY opens sign nothing."""
    seal = Seal(str(message.endpoint_id), SECRET_SEAL, secret_keys(work.settings))
    boxes = [message.secret_encrypted]
    if message.former_until is not None and work.now < message.former_until:
        boxes.append(message.former_secret_encrypted or b"")
    return [secret for box in boxes if (secret := opened(bytes(box), seal)) is not None]


def _milliseconds(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
