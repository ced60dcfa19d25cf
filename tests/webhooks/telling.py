"""Endpoints, events and the worker of webhooks, as tests of them need."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.events.record import Authority, Event, record
from mentorat.settings import Settings
from mentorat.settings.kept_file import secret_keys
from mentorat.webhooks.actions.add_endpoint import AddedEndpoint, NewEndpoint, add_endpoint
from mentorat.webhooks.jobs import DELIVER_WEBHOOKS, QUEUE_DUE_WEBHOOKS, WRITE_WEBHOOKS
from tests.builders import Rows, a_booking
from tests.webhooks.receiver import Receiver
from tests.working import Worker

ADA = Authority("user_ada")
EVERYTHING = ("user.onboarded", "mentor.published", "mentor.unpublished", "booking.*",
              "post.published", "post.unpublished")  # fmt: skip
JOBS = (PUBLISH_EVENT, WRITE_WEBHOOKS, DELIVER_WEBHOOKS)
STEPS = ("requested", "accepted", "moved", "hour_proposed", "hour_refused", "completed")


class House:
    """One database, its worker, and a clock that starts today: signatures are of the real time."""

    def __init__(self, database: Database, settings: Settings, rows: Rows) -> None:
        self.database, self.settings, self.rows = database, settings, rows
        self.ahead = timedelta()
        self.worker = Worker(settings, database)
        self.worker.work.clock = lambda: self.now

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def add(self, receiver: Receiver, types: Sequence[str] = EVERYTHING) -> AddedEndpoint:
        """An operator adds a receiver, which learns the secret."""
        wish = NewEndpoint(receiver.address, types, allows_loopback=True)
        async with self.database.unit(writes=True) as unit:
            added = await add_endpoint(
                Db(unit), wish, secret_keys=secret_keys(self.settings), by=ADA, now=self.now
            )
        receiver.secrets.append(added.secret)
        return added

    async def step(self, booking_id: str, sequence: int, kind: str | None = None) -> None:
        """A booking's next step, as its action records it."""
        data = {"step": "x", "status": "confirmed", "mentorId": "user_mentor"}
        event = Event(
            kind=f"booking.{kind or STEPS[sequence % len(STEPS)]}",
            subject=booking_id,
            actor="user_mentor",
            sequence=sequence,
            data=data,
        )
        await self.happens(event)

    async def happens(self, event: Event) -> None:
        """Something happens."""
        async with self.database.unit(writes=True) as unit:
            record(Db(unit), event, now=self.now)

    def a_booking(self) -> str:
        """A booking two days from now, whose steps a test records."""
        self.rows("insert into users (id) values ('user_mentor') on conflict do nothing")
        number = self.rows("select count(*) as n from bookings")[0]["n"]
        at = self.now + timedelta(days=2, hours=2 * number)
        return a_booking(self.rows, "user_mentor", at)

    async def work(self) -> None:
        """Whatever waits is done; messages whose pause is not over wait on."""
        await self.worker.take(self.rows, *JOBS)

    async def later(self, by: timedelta) -> None:
        """Time passes, and the worker's minute comes."""
        self.ahead += by
        await self.worker.do(QUEUE_DUE_WEBHOOKS)
        await self.work()

    def messages(self) -> list[dict[str, Any]]:
        """The log, the oldest first."""
        return self.rows("select * from webhook_messages order by id")


def nobody() -> str:
    """The id of somebody new."""
    return f"user_{uuid4().hex}"
