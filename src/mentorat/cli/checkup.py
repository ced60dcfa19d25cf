"""What `mentorat doctor` asks a database in use: worker, jobs, mail, people, calendars."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from mentorat.accounts.queries import count_administrators, count_demo_people, count_rejected
from mentorat.cli.finding import Finding
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.queue import Pulse, count_failed_jobs, find_pulse
from mentorat.external_calendars.queries import count_troubled
from mentorat.notifications.queries import MailState, find_mail_state
from mentorat.settings import Settings
from mentorat.web.health import HEARTBEAT_SECONDS_MAX, LATE_SECONDS_MAX

LATELY = timedelta(days=1)
MAIL_WAITS_MAX = timedelta(hours=1)


class Condition(msgspec.Struct, frozen=True):
    """How a database in use stands."""

    pulse: Pulse
    failed_jobs: int
    mail: MailState
    administrators: int
    demo_people: int
    calendars: int
    rejected: int


def check_up(settings: Settings, url: str) -> Iterator[Finding]:
    """Everything that operators should know of a database that stands at our migrations."""
    now = datetime.now(UTC)
    condition = asyncio.run(_read(url, now))
    yield from _jobs(condition)
    yield from _mail(settings, condition.mail, now)
    yield from _people(settings, condition)
    yield _counted(
        condition.calendars,
        "calendars",
        "calendar(s) of mentors cannot be read",
        "their mentors see why; if it is all of them, the worker has no way out (port 443)",
    )
    yield _counted(
        condition.rejected,
        "deliveries",
        "signed deliveries could not be used since yesterday",
        "look for delivery_rejected in the log; is CLERK_INSTANCE_ID this instance's?",
    )


async def _read(url: str, now: datetime) -> Condition:
    database = Database(url, size=1)
    await database.open()
    try:
        async with database.unit(writes=False) as unit:
            db = Db(unit)
            return Condition(
                pulse=await find_pulse(db),
                failed_jobs=await count_failed_jobs(db),
                mail=await find_mail_state(db, now),
                administrators=await count_administrators(db),
                demo_people=await count_demo_people(db),
                calendars=await count_troubled(db),
                rejected=await count_rejected(db, since=now - LATELY),
            )
    finally:
        await database.close()


def _jobs(condition: Condition) -> Iterator[Finding]:
    beat = condition.pulse.heartbeat_seconds
    late = condition.pulse.oldest_due_seconds
    start = "mentorat worker, kept running (or mentorat worker --drain from a cron)"
    if beat is None:
        yield Finding("warn", "worker", "none is running", start)
    elif beat > HEARTBEAT_SECONDS_MAX:
        yield Finding("warn", "worker", f"silent for {beat:.0f} s", start)
    else:
        yield Finding("ok", "worker", f"beat {beat:.0f} s ago")
    yield (
        Finding("warn", "queue", f"the oldest due job waits for {late:.0f} s", "start more workers")
        if late > LATE_SECONDS_MAX
        else Finding("ok", "queue", f"the oldest due job waits for {late:.0f} s")
    )
    yield _counted(
        condition.failed_jobs,
        "jobs",
        "job(s) were given up",
        "try them again, or drop them, at /admin/jobs",
    )


def _mail(settings: Settings, mail: MailState, now: datetime) -> Iterator[Finding]:
    if settings.mail == "smtp":
        yield Finding("ok", "mail", "MAIL=smtp: it is sent")
    else:
        words = f"MAIL={settings.mail}: none of it reaches anybody"
        yield Finding("warn", "mail", words, "MAIL=smtp and SMTP_URL=smtp://user:password@host:587")
    since = mail.oldest_waiting_since
    is_late = since is not None and now - since > MAIL_WAITS_MAX
    waits = f"{mail.waiting} message(s) wait" + (
        f", since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    )
    yield Finding(
        "warn" if is_late else "ok",
        "outbox",
        waits,
        "mentorat mail list says why: the worker, SMTP_URL, or the mail server" if is_late else "",
    )
    yield _counted(
        mail.failed,
        "outbox",
        "message(s) were given up",
        "send them again, or drop them, at /admin/mails",
    )


def _people(settings: Settings, condition: Condition) -> Iterator[Finding]:
    count = condition.administrators
    yield (
        Finding("ok", "operators", f"{count} administrator(s)")
        if count
        else Finding(
            "warn",
            "operators",
            "nobody administers",
            'sign in once, then mentorat users grant-admin <id> --reason "…"',
        )
    )
    is_play = settings.auth == "dev"
    yield (
        Finding("ok", "demo", f"{condition.demo_people} demo people")
        if is_play or not condition.demo_people
        else Finding(
            "fail",
            "demo",
            f"{condition.demo_people} demo people, offered to real ones",
            "mentorat db forget-demo",
        )
    )


def _counted(count: int, subject: str, words: str, remedy: str) -> Finding:
    """Well when there are none."""
    return (
        Finding("warn", subject, f"{count} {words}", remedy)
        if count
        else Finding("ok", subject, f"0 {words}")
    )
