"""What a route may ask for: the transaction of its request, the time, the settings."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.replica import Replica
from mentorat.db.unit import Unit
from mentorat.files.store import FileStore
from mentorat.settings import Settings
from mentorat.viewer import Visitor

AnyRequest: TypeAlias = Request[Any, Any, Any]
RequestDb: TypeAlias = NamedDependency[Db]
Now: TypeAlias = NamedDependency[datetime]
Config: TypeAlias = NamedDependency[Settings]
Files: TypeAlias = NamedDependency[FileStore]
Anybody: TypeAlias = NamedDependency[Visitor]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAY_LAG = "may_lag"  # a route whose strangers may be shown what was true a few seconds ago
UNIT = "unit"  # in the state of a request: its unit of work, once somebody has asked for it
LAST_LOOK = "last_look"  # in the state of a request: what is asked before its writes are committed


async def provide_db(request: AnyRequest) -> AsyncGenerator[Db, None]:
    """The one transaction of an unsafe request, committed before its answer leaves.

    The only generator among the dependencies: with several, the framework would clean them up
    concurrently. A read takes no transaction; each of its statements stands alone. A request may
    have waited for locks: whoever it recognised is looked at again, last, and may undo it all.
    """
    async with unit_of(request) as unit:
        db = Db(unit)
        yield db
        look_again = request.scope["state"].get(LAST_LOOK)
        if look_again is not None and unit.has_written:
            await look_again(db)


def unit_of(request: AnyRequest) -> Unit:
    """The unit of work of a request, made for whoever asks first. `provide_db` ends it; where a
    route asks for no `db`, nothing it was given is ever sent."""
    state = request.scope["state"]
    unit: Unit | None = state.get(UNIT)
    if unit is None:
        unit = state[UNIT] = _unit(request, request.app.state)
    return unit


def _unit(request: AnyRequest, state: State) -> Unit:
    database: Database = state.database
    replica: Replica | None = state.replica
    if request.method not in SAFE_METHODS:
        return database.unit(writes=True)
    if replica and request.route_handler.opt.get(MAY_LAG) and _is_strangers(request):
        return replica.unit()
    return database.unit(writes=False)


def _is_strangers(request: AnyRequest) -> bool:
    """Whoever asks has written nothing here that they could miss: no token, no session of ours or
    of Clerk's, not even one that just ended."""
    headers = request.headers
    cookies = headers.get("cookie", "")
    is_known = "authorization" in headers or "session" in cookies or "__client" in cookies
    return not is_known and b"__clerk" not in request.scope["query_string"]


def wall_clock() -> datetime:
    """What the clock of this machine says, in UTC."""
    return datetime.now(UTC)


def provide_now(state: State) -> datetime:
    """The instant of this request; tests set their own clock."""
    found: datetime = state.clock()
    return found


def provide_settings(state: State) -> Settings:
    """The frozen settings of the process."""
    found: Settings = state.settings
    return found


def provide_files(state: State) -> FileStore:
    """Where uploaded files are kept."""
    found: FileStore = state.files
    return found
