"""Whether this process lives, and whether it can serve."""

from litestar import Response, get
from litestar.datastructures import State
from psycopg.errors import UndefinedTable
from sqlalchemy import column, select, table

from mentorat.db.executor import scalar
from mentorat.errors import Unavailable
from mentorat.web.openapi import describe
from mentorat.web.provide import RequestDb

_CURRENT = scalar(select(column("version_num")).select_from(table("alembic_version")), str)


@get(
    "/health/live",
    opt=describe("live", "The process answers", open_to_all=True),
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
    try:
        current = await db.value(_CURRENT)
    except UndefinedTable:
        raise Unavailable from None
    if current is None or current in state.migrations[1:]:
        raise Unavailable
    healthy = "ok" if state.settings.signing_keys or state.settings.auth == "dev" else "degraded"
    return Response({"status": healthy, "database": "ok", "migration": str(current)})
