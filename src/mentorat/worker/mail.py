"""Messages leave, or are tried again, or have become pointless."""

from datetime import datetime
from uuid import UUID

import structlog

from mentorat.blog.letters import why_pointless as why_pointless_of_post
from mentorat.bookings.letters.pointless import why_pointless
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.notifications.actions import (
    begin_try,
    drop_message,
    note_refused,
    note_sent,
    note_trouble,
    queue_due_messages,
)
from mentorat.notifications.delivery import send
from mentorat.notifications.jobs import DELIVER_MESSAGE, QUEUE_DUE_MESSAGES, DeliverMessage
from mentorat.notifications.queries import OutgoingMessage, list_thread
from mentorat.notifications.smtp import MailTroubleError, RefusedForGoodError
from mentorat.worker.work import Work, handles

log = structlog.get_logger("mentorat.worker")


@handles(DELIVER_MESSAGE)
async def deliver_message(work: Work, which: DeliverMessage) -> None:
    """A message leaves; if the worker dies in between it leaves again, with the same id."""
    async with work.database.unit(writes=True) as unit:
        message = await _next_of(Db(unit), which.message_id, work)
    if message is None:
        return
    trouble, refusal = None, None
    try:
        await send(message, work.settings)
    except MailTroubleError as error:
        trouble = str(error)
    except RefusedForGoodError as error:
        refusal = str(error)
    async with work.database.unit(writes=True) as unit:
        if trouble is not None:
            is_last = note_trouble(Db(unit), message, trouble, now=work.now)
            tell = log.warning if is_last else log.info
            tell("mail_failed" if is_last else "mail_waits", id=str(message.id), cause=trouble)
        elif refusal is not None:
            note_refused(Db(unit), message.id, refusal, now=work.now)
            log.warning("mail_failed", id=str(message.id), cause=refusal)
        else:
            note_sent(Db(unit), message.id, now=work.now)


@handles(QUEUE_DUE_MESSAGES)
async def queue_mail(work: Work, _nothing: Nothing) -> None:
    """Every minute: whatever has not left and whose pause is over."""
    async with work.database.unit(writes=True) as unit:
        await queue_due_messages(Db(unit), now=work.now)


async def _next_of(db: Db, message_id: UUID, work: Work) -> OutgoingMessage | None:
    """The message, if it is to be tried now; what has become pointless stands in nobody's way."""
    now, waits = work.now, await list_thread(db, message_id)
    for message in waits:
        reason = await _why_dropped(db, message, work, now)
        if reason is not None:
            drop_message(db, message.id, reason, now=now)
        elif message.id == message_id and await begin_try(db, message, now=now):
            return message
    return None


async def _why_dropped(db: Db, message: OutgoingMessage, work: Work, now: datetime) -> str | None:
    if message.email is None and work.settings.mail != "outbox":
        return "the reader has no address"
    return await why_pointless(db, message.topic, now=now) or await why_pointless_of_post(
        db, message.topic, now=now
    )
