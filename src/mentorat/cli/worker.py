"""`mentorat worker`: runs the jobs."""

import asyncio

from mentorat.cli.connecting import database_url, migration_url
from mentorat.cli.logging import configure_logs
from mentorat.db.pool import Database
from mentorat.settings import read_settings
from mentorat.worker import POLL_SECONDS, create_worker, revive_stalled


def work(*, drain: bool = False) -> None:
    """Run jobs until stopped; with `--drain`, run what is due and leave (for a cron)."""
    settings = read_settings()
    configure_logs()

    async def run(url: str) -> None:
        database = Database(url, size=4)
        await database.open()
        app = create_worker(settings, database, url)
        try:
            async with app.open_async():
                await revive_stalled(app)
                await app.run_worker_async(
                    wait=not drain,
                    listen_notify=False,  # a pooler would swallow the notifications
                    fetch_job_polling_interval=POLL_SECONDS
                    if url != migration_url(settings, url)
                    else 1.0,
                    shutdown_graceful_timeout=6,
                )
        finally:
            await database.close()

    with database_url(settings) as url:
        asyncio.run(run(url))
