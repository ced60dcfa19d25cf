"""Whether this process lives, and whether it can serve."""

from litestar import Response, get
from litestar.datastructures import State
from sqlalchemy import column, select, table

from mentorat.db.executor import scalar
from mentorat.errors import Unavailable
from mentorat.web.openapi import describe
from mentorat.web.provide import Session

_CURRENT = scalar(select(column("version_num")).select_from(table("alembic_version")), str)


@get(
    "/health/live",
    opt=describe("live", "Le processus répond", answers={200: dict}, open_to_all=True),
)
async def live() -> dict[str, str]:
    return {"status": "ok"}


@get(
    "/health/ready",
    opt=describe(
        "ready",
        "La base répond et son schéma est à jour",
        answers={200: dict},
        open_to_all=True,
        refuses=(503,),
    ),
)
async def ready(db: Session, state: State) -> Response[dict[str, str]]:
    """Ready to serve: the database answers and its migrations are the ones we know."""
    current = await db.value(_CURRENT)
    if current != state.migration_head:
        raise Unavailable
    healthy = "ok" if state.settings.signing_keys or state.settings.auth == "dev" else "degraded"
    return Response({"status": healthy, "database": "ok", "migration": str(current)})
