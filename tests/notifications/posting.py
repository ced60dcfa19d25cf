"""An outbox, a mail server, and a worker whose clock tests move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from mentorat.db.pool import Database
from mentorat.notifications.jobs import DELIVER_MESSAGE, QUEUE_DUE_MESSAGES
from mentorat.settings import Settings
from tests.builders import Rows
from tests.fakes.mail_server import MailServer, a_mail_server
from tests.people import StillClock
from tests.working import Worker


@dataclass
class Post:
    """What is in the outbox goes to `server`, as the worker of today's clock does it."""

    worker: Worker
    rows: Rows
    server: MailServer
    clock: StillClock

    @property
    def now(self) -> datetime:
        return self.clock()

    async def deliver(self) -> None:
        """What has been left for the worker."""
        await self.worker.take(self.rows, DELIVER_MESSAGE)

    async def sweep(self, later: timedelta = timedelta()) -> None:
        """The worker's minute, some time later."""
        self.clock.ahead += later
        await self.worker.do(QUEUE_DUE_MESSAGES)
        await self.deliver()

    def use(self, url: str) -> None:
        """From now on the operator names this server."""
        work = self.worker.work
        work.settings = work.settings.model_copy(
            update={"mail": "smtp", "smtp_url": SecretStr(url)}
        )

    def messages(self) -> list[dict[str, Any]]:
        return self.rows("select * from messages order by created_at, id")

    def message(self) -> dict[str, Any]:
        (found,) = self.messages()
        return found


@pytest.fixture
async def mail(
    database: Database, settings: Settings, rows: Rows, clock: StillClock
) -> AsyncIterator[Post]:
    async with a_mail_server() as server:
        found = Post(Worker(settings, database), rows, server, clock)
        found.worker.work.clock = clock
        found.use(server.url)
        yield found
