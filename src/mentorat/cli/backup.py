"""`mentorat backup` and `mentorat restore`: the whole database in one file, and back."""

from datetime import UTC, datetime
from pathlib import Path

from mentorat.cli.database_url import database_url, migration_url
from mentorat.cli.output import progress
from mentorat.db.backup import dump, load
from mentorat.db.upgrade import current, head
from mentorat.db.url import described
from mentorat.settings import read_settings

# Since the dump was made, the other house went on: what it may have done is not done again. Jobs
# whose time has not come stay: reminders of what is ahead, deadlines of requests.
FORGET = r"""
select exists (
    select from information_schema.columns
    where table_schema = 'public' and table_name = 'messages' and column_name = 'dropped_at'
) as knows_dropped \gset
\if :knows_dropped
with old as (
    update messages set dropped_at = now(), failure = 'restored: it may have been sent'
    where sent_at is null and failed_at is null and dropped_at is null
    returning id
) select 'e-mails that waited are not sent: ' || count(*) from old;
\else
with old as (
    update messages set failed_at = now(), failure = 'restored: it may have been sent'
    where sent_at is null and failed_at is null
    returning id
) select 'e-mails that waited are not sent: ' || count(*) from old;
\endif
with old as (
    delete from procrastinate_jobs
    where status = 'doing' or (status = 'todo' and coalesce(scheduled_at, now()) <= now())
    returning task_name
), counted as (
    select task_name, count(*) as n from old group by task_name
) select 'jobs that were due are not done: '
    || coalesce(string_agg(task_name || ' ' || n, ', ' order by task_name), '0') from counted;
delete from procrastinate_workers;
with old as (delete from auth_sessions returning id)
    select 'sessions that may have been ended since: ' || count(*) from old;
"""


def back_up(file: Path | None = None) -> None:
    """Write the database to FILE, as one moment of it; by default one named after the time."""
    settings = read_settings()
    target = file or Path(f"mentorat-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}.dump")
    with database_url(settings) as url:
        dump(migration_url(settings, url), target)
    progress.print(f"{target} holds the database; keep SECRET_KEY elsewhere")


def restore(file: Path) -> None:
    """Read FILE into an empty database, without doing again what was due when it was made."""
    settings = read_settings()
    with database_url(settings) as url:
        direct = migration_url(settings, url)
        told = load(direct, file, afterwards=FORGET)
        at = current(direct)
        progress.print(f"{file} was restored into {described(url)}, at {at}")
    for line in told.splitlines():
        progress.print(f"  {line}")
    upgrade = [] if at == head() else ["mentorat db upgrade"]
    reconcile = ["mentorat clerk reconcile"] if settings.clerk_secret_key else []
    progress.print("now: " + ", ".join([*upgrade, *reconcile, "mentorat doctor"]))
