"""What a route may ask for: the transaction of its request, the time, the settings."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency

from mentorat.db.executor import Db
from mentorat.db.pool import Database
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
LAST_LOOK = "last_look"  # in the state of a request: what is asked before its writes are committed


async def provide_db(request: AnyRequest, state: State, now: Now) -> AsyncGenerator[Db, None]:
    """The one transaction of an unsafe request, committed before its answer leaves.

    The only generator among the dependencies: with several, the framework would clean them up
    concurrently. A read takes no transaction; each of its statements stands alone. A request may
    have waited for locks: whoever it recognised is looked at again, last, and may undo it all.
    """
    del now  # asked for, so that the two come one after the other: several at once cost a task each
    database: Database = state.database
    async with database.unit(writes=request.method not in SAFE_METHODS) as unit:
        db = Db(unit)
        yield db
        look_again = request.scope["state"].get(LAST_LOOK)
        if look_again is not None and unit.has_written:
            await look_again(db)


async def provide_now(state: State) -> datetime:
    """The instant of this request; tests set their own clock."""
    clock = state.get("clock")
    return clock() if clock else datetime.now(UTC)


async def provide_settings(state: State) -> Settings:
    """The frozen settings of the process."""
    found: Settings = state.settings
    return found


async def provide_files(state: State) -> FileStore:
    """Where uploaded files are kept."""
    found: FileStore = state.files
    return found
