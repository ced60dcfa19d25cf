"""`mentorat worker`: runs the jobs."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any

from mentorat.cli.connecting import refuse_demo_people
from mentorat.cli.database_url import database_url, migration_url
from mentorat.cli.logging import configure_logs
from mentorat.db.pool import Database
from mentorat.settings import read_settings
from mentorat.worker import POLL_SECONDS, create_worker, drain_places, revive_stalled, run_places

POOL_SIZE = 8
GOODBYE_SECONDS = 6


def work(*, drain: bool = False) -> None:
    """Run jobs until stopped; with `--drain`, run what is due and leave (for a cron)."""
    settings = read_settings()
    configure_logs()

    async def run(url: str) -> None:
        database = Database(url, size=POOL_SIZE)
        await database.open()
        app = create_worker(settings, database, url)
        pause = POLL_SECONDS if url != migration_url(settings, url) else 1.0
        try:
            async with app.open_async():
                await revive_stalled(app)
                goodbye = {"shutdown_graceful_timeout": GOODBYE_SECONDS}
                if drain:
                    await _until_told(drain_places(app, **goodbye))
                else:
                    await _until_told(run_places(app, poll_seconds=pause, **goodbye))
        finally:
            await database.close()

    with database_url(settings) as url:
        refuse_demo_people(settings, url)
        asyncio.run(run(url))


async def _until_told(places: Coroutine[Any, Any, None]) -> None:
    """Let the places work until they are done, or a signal asks them to finish."""
    task = asyncio.create_task(places)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
