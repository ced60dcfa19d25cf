"""Where taken time comes from: the slice above gives it, through what a route may ask for."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from litestar.di import NamedDependency

from mentorat.availability.slots import Busy
from mentorat.db.executor import Db


@runtime_checkable
class FindTaken(Protocol):
    """Everything that takes a mentor's time between two instants, as it stands at `now`."""

    def __call__(
        self, db: Db, mentor_id: str, *, since: datetime, until: datetime, now: datetime
    ) -> Awaitable[list[Busy]]: ...


Taken: TypeAlias = NamedDependency[FindTaken]
