"""Messages leave."""

from mentorat.db.executor import Db
from mentorat.notifications.actions import note_refused, note_sent
from mentorat.notifications.delivery import RefusedForGoodError, send
from mentorat.notifications.jobs import DELIVER_MESSAGE, DeliverMessage
from mentorat.notifications.queries import find_message
from mentorat.worker.work import Work, handles


@handles(DELIVER_MESSAGE)
async def deliver_message(work: Work, which: DeliverMessage) -> None:
    """A message leaves; if the worker dies in between it leaves again, with the same id."""
    async with work.database.unit(writes=False) as unit:
        message = await find_message(Db(unit), which.message_id)
    if message is None or message.sent_at or message.failed_at:
        return
    refusal = None
    try:
        await send(message, work.settings)
    except RefusedForGoodError as error:
        refusal = str(error)
    async with work.database.unit(writes=True) as unit:
        if refusal is None:
            note_sent(Db(unit), message.id, now=work.now)
        else:
            note_refused(Db(unit), message.id, refusal, now=work.now)
