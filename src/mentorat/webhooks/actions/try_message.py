"""Beginning a try, and noting how it ended."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Integer, Text, bindparam, func, update
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.db.executor import Db, command
from mentorat.outbound.post import NoAnswerError, PostAnswer
from mentorat.webhooks.models import WebhookEndpoint, WebhookMessage, waiting
from mentorat.webhooks.patience import asked_pause, is_given_up, next_pause
from mentorat.webhooks.queries import DueMessage, next_message
from mentorat.wire import several_lines

ANSWER_LENGTH_MAX = 1000
GONE = 410
SUCCESS = range(200, 300)
BUSY = frozenset({429, 502, 503, 504})

_instant = TIMESTAMP(timezone=True)
_one = WebhookMessage.id == bindparam("message_id", type_=BigInteger)
# Whoever begins a try says when the next one is due: a worker that dies in between loses nothing.
_BEGIN = command(
    update(WebhookMessage)
    .where(_one)
    .values(
        attempts=WebhookMessage.attempts + 1,
        tried_at=bindparam("now", type_=_instant),
        next_try_at=bindparam("next_try_at", type_=_instant),
    )
)
_END = command(
    update(WebhookMessage)
    .where(_one, waiting(WebhookMessage))
    .values(
        delivered_at=bindparam("delivered_at", type_=_instant, required=True),
        failed_at=bindparam("failed_at", type_=_instant, required=True),
        next_try_at=func.coalesce(
            bindparam("next_try_at", type_=_instant, required=True), WebhookMessage.next_try_at
        ),
        last_status=bindparam("status", type_=Integer, required=True),
        last_milliseconds=bindparam("milliseconds", type_=Integer, required=True),
        last_error=bindparam("error", type_=Text, required=True),
        last_answer=bindparam("answer", type_=Text, required=True),
    )
)
_QUIET = command(
    update(WebhookEndpoint)
    .where(WebhookEndpoint.id == bindparam("endpoint_id"))
    .values(quiet_until=bindparam("until", type_=_instant))
)


class TryResult(msgspec.Struct, frozen=True):
    """What a try brought: an answer, or why there is none; and how long it took."""

    answer: PostAnswer | None
    error: str | None
    milliseconds: int

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.answer is not None and self.answer.status in SUCCESS

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing more, ever."""
        return self.answer is not None and self.answer.status == GONE


def answered(answer: PostAnswer, milliseconds: int) -> TryResult:
    """What came of a try that a server answered."""
    error = None if answer.status in SUCCESS else "status"
    return TryResult(answer, error, milliseconds)


def unanswered(error: NoAnswerError, milliseconds: int) -> TryResult:
    """What came of a try that no server answered."""
    return TryResult(None, error.cause, milliseconds)


async def begin_try(db: Db, endpoint_id: UUID, *, now: datetime) -> DueMessage | None:
    """Take what may leave for an endpoint next, for one try; None when nothing may."""
    message = await next_message(db, endpoint_id, now=now)
    if message is not None:
        next_try_at = now + next_pause(_tried_for(message, now))
        db.later(_BEGIN, message_id=message.id, next_try_at=next_try_at, now=now)
    return message


def note_try(db: Db, message: DueMessage, result: TryResult, *, now: datetime) -> bool:
    """Remember how a try ended; whether it was the last one of a message that failed: three days
    are over, or the receiver is gone. One that asks to be left alone is, with all that waits."""
    is_last = not result.is_delivered and (result.is_gone or is_given_up(_tried_for(message, now)))
    pause = _asked(result, now)
    db.later(
        _END,
        message_id=message.id,
        delivered_at=now if result.is_delivered else None,
        failed_at=now if is_last else None,
        next_try_at=now + pause if pause else None,
        status=result.answer.status if result.answer else None,
        milliseconds=result.milliseconds,
        error=result.error,
        answer=_kept(result.answer),
    )
    if pause:
        db.later(_QUIET, endpoint_id=message.endpoint_id, until=now + pause)
    return is_last


def _tried_for(message: DueMessage, now: datetime) -> timedelta:
    return now - message.due_since


def _asked(result: TryResult, now: datetime) -> timedelta | None:
    if result.answer is None or result.answer.status not in BUSY:
        return None
    return asked_pause(result.answer.retry_after, now=now)


def _kept(answer: PostAnswer | None) -> str | None:
    return several_lines(answer.beginning)[:ANSWER_LENGTH_MAX] if answer else None
