"""Whether this process lives, whether it can serve, and whether the work behind it is done."""

from typing import Literal

import msgspec
from litestar import Response, get
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


@get(
    "/health/live",
    opt=describe("live", "The site answers", open_to_all=True),
)
async def live() -> dict[str, str]:
    return {"status": "ok"}


@get(
    "/health/ready",
    opt=describe("ready", "The database answers and its schema is ready", open_to_all=True),
)
async def ready(db: RequestDb, state: State) -> Response[dict[str, str]]:
    """Ready to serve: the database answers and lacks no migration of ours. A newer schema is
    fine: migrations are made so that the version before still runs on them."""
    current = await _find_migration(db, state)
    if current is None:
        raise Unavailable
    healthy = "ok" if state.settings.signing_keys or state.settings.auth == "dev" else "degraded"
    return Response({"status": healthy, "database": "ok", "migration": str(current)})


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
    """How a worker that does its work stands."""

    status: Literal["ok"]
    heartbeat_seconds: float
    oldest_due_seconds: float


@get("/health/worker", opt=describe("worker", "Pending jobs are being run", open_to_all=True))
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
