"""What operators do about work that did not succeed, and about machines that read; each act is in
the audit."""

from datetime import datetime
from uuid import UUID

from mentorat.api_keys.actions import revoke_key
from mentorat.db.executor import Db
from mentorat.db.queue import drop_failed_job, retry_failed_job, retry_failed_jobs
from mentorat.errors import Conflict, say
from mentorat.events.record import Authority, Event, audit
from mentorat.notifications.actions import drop_unsent, send_again, send_failed_again


class NotFailed(Conflict):
    code = "not_failed"
    sentence = say("Il n'y a plus rien à faire : quelqu'un s'en est déjà occupé.")


async def retry_job(db: Db, job_id: int, *, by: Authority, now: datetime) -> None:
    """Have a job that was given up tried anew, as often as a new one. Raises NotFailed."""
    _note(db, "job.retried", job_id, await retry_failed_job(db, job_id), by=by, now=now)


async def drop_job(db: Db, job_id: int, *, by: Authority, now: datetime) -> None:
    """Forget a job that was given up. Raises NotFailed."""
    _note(db, "job.dropped", job_id, await drop_failed_job(db, job_id), by=by, now=now)


async def retry_every_job(db: Db, *, by: Authority, now: datetime) -> None:
    """Have everything that was given up tried anew. Raises NotFailed when there is nothing."""
    count = await retry_failed_jobs(db)
    _note(db, "job.retried", "all", f"{count} jobs" if count else None, by=by, now=now)


async def resend_mail(db: Db, message_id: UUID, *, by: Authority, now: datetime) -> None:
    """Have a message that has not left tried at once. Raises NotFailed."""
    is_unsent = await send_again(db, message_id)
    _note(db, "message.resent", message_id, "mail" if is_unsent else None, by=by, now=now)


async def drop_mail(db: Db, message_id: UUID, *, by: Authority, now: datetime) -> None:
    """Never send a message that has not left. Raises NotFailed."""
    topic = await drop_unsent(db, message_id, "dropped by an operator", now=now)
    _note(db, "message.dropped", message_id, topic, by=by, now=now)


async def resend_every_mail(db: Db, *, by: Authority, now: datetime) -> None:
    """Have every message that was given up tried at once. Raises NotFailed when there is none."""
    count = await send_failed_again(db)
    _note(db, "message.resent", "all", f"{count} messages" if count else None, by=by, now=now)


async def revoke_machine(db: Db, key_id: str, *, by: Authority, now: datetime) -> None:
    """Have an API key open nothing any more. Raises NotFailed when it does not already."""
    if not await revoke_key(db, key_id, by=by, now=now):
        raise NotFailed


def _note(  # noqa: PLR0913  # what, of which, called how, by whom, when
    db: Db, kind: str, subject: object, name: str | None, *, by: Authority, now: datetime
) -> None:
    if name is None:
        raise NotFailed
    event = Event(kind=kind, subject=str(subject), actor=by.actor, data={"name": name})
    audit(db, event, by=by, now=now)
