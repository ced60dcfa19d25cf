"""Whether this process lives, whether it can serve, and whether the work behind it is done."""

from typing import Literal

import msgspec
from litestar import get
from litestar.datastructures import State
from psycopg.errors import UndefinedTable
from sqlalchemy import column, select, table

from mentorat.db.executor import Db, scalar
from mentorat.db.queue import Pulse, find_pulse
from mentorat.errors import Unavailable, say
from mentorat.web.openapi import describe
from mentorat.web.provide import RequestDb

HEARTBEAT_SECONDS_MAX = 60.0  # a worker beats every ten
LATE_SECONDS_MAX = 300.0

_CURRENT = scalar(select(column("version_num")).select_from(table("alembic_version")), str)


class Liveness(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["ok"]


class Readiness(msgspec.Struct, frozen=True):
    """The database answers and its schema is current; `degraded` when no secret is set with which
    Clerk's deliveries could be checked."""

    status: Literal["ok", "degraded"]
    database: Literal["ok"]
    migration: str


LIVE = Liveness("ok")


@get(
    "/health/live",
    opt=describe("getLiveness", "Whether the process answers", open_to_all=True),
)
async def live() -> Liveness:
    return LIVE


@get(
    "/health/ready",
    opt=describe(
        "getReadiness", "Whether the database answers and its schema is current", open_to_all=True
    ),
)
async def ready(db: RequestDb, state: State) -> Readiness:
    """Ready to serve: the database answers and lacks no migration of ours. A newer schema is
    fine: migrations are made so that the version before still runs on them."""
    current = await _find_migration(db, state)
    if current is None:
        raise Unavailable
    is_whole = state.settings.signing_keys or state.settings.auth == "dev"
    return Readiness("ok" if is_whole else "degraded", "ok", str(current))


async def _find_migration(db: Db, state: State) -> str | None:
    """Where the schema stands; None when it lacks a migration of ours."""
    try:
        current = await db.value(_CURRENT)
    except UndefinedTable:
        return None
    return None if current in state.migrations[1:] else current


class WorkerAway(Unavailable):
    code = "worker_away"
    sentence = say("Aucun processus n'exécute les tâches en attente (mentorat worker).")


class WorkerLate(Unavailable):
    code = "worker_late"
    sentence = say(
        "Une tâche attend depuis %(seconds)s secondes : mentorat worker prend du retard."
    )


class WorkerHealth(msgspec.Struct, frozen=True, rename="camel"):
    """How the worker stands: seconds since it last showed itself, and how late the oldest job
    is."""

    status: Literal["ok"]
    heartbeat_seconds: float
    oldest_due_seconds: float


@get(
    "/health/worker",
    opt=describe("getWorkerHealth", "Whether pending jobs are being run", open_to_all=True),
)
async def worker(db: RequestDb) -> WorkerHealth:
    """Raises WorkerAway when no worker has beaten for a minute, WorkerLate when a job is due for
    five; the site may be ready all the same."""
    pulse = await find_pulse(db)
    match _work(pulse):
        case "away":
            raise WorkerAway
        case "late":
            raise WorkerLate(seconds=round(pulse.oldest_due_seconds))
    beat, due = pulse.heartbeat_seconds or 0.0, pulse.oldest_due_seconds
    return WorkerHealth("ok", round(beat, 1), round(due, 1))


def _work(pulse: Pulse) -> Literal["ok", "away", "late"]:
    seconds = pulse.heartbeat_seconds
    if seconds is None or seconds > HEARTBEAT_SECONDS_MAX:
        return "away"
    return "late" if pulse.oldest_due_seconds > LATE_SECONDS_MAX else "ok"


class SiteHealth(msgspec.Struct, frozen=True):
    """What the probes above say, for people: whether pages and bookings work, and mail leaves."""

    database: Literal["ok", "away"]
    worker: Literal["ok", "away", "late"]


async def look_at_health(db: Db, state: State) -> SiteHealth:
    """How the site stands; a database that is away is an answer here, not a refusal."""
    try:
        if await _find_migration(db, state) is None:
            return SiteHealth("away", "away")
        return SiteHealth("ok", _work(await find_pulse(db)))
    except Unavailable:
        return SiteHealth("away", "away")
