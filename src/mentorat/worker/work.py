"""What every job may use, and who does which."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from mentorat.db.jobs import Job
from mentorat.db.pool import Database
from mentorat.outbound.fetch import Internet, Network
from mentorat.settings import Settings

Arguments = TypeVar("Arguments", bound=msgspec.Struct)


def wall_clock() -> datetime:
    """The time of jobs."""
    return datetime.now(UTC)


class Work(msgspec.Struct, kw_only=True):
    """What a worker has at hand; tests bring their own clock and network."""

    settings: Settings
    database: Database
    network: Network = msgspec.field(default_factory=Internet)
    clock: Callable[[], datetime] = wall_clock

    @property
    def now(self) -> datetime:
        return self.clock()


Handler = Callable[[Work, Arguments], Awaitable[None]]
HANDLERS: dict[str, Handler[Any]] = {}


def handles(job: Job[Arguments]) -> Callable[[Handler[Arguments]], Handler[Arguments]]:
    """Say which function does a declared job; each may run twice without harm."""

    def registered(handler: Handler[Arguments]) -> Handler[Arguments]:
        HANDLERS[job.name] = handler
        return handler

    return registered


async def perform(work: Work, job: Job[Any], arguments: dict[str, Any]) -> None:
    """Do one job, as it was left in the queue."""
    await HANDLERS[job.name](work, msgspec.convert(arguments, job.arguments))
