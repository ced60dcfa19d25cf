"""A statement that was sent, whose answer is still on its way."""

from collections.abc import Mapping
from typing import Any

from psycopg import AsyncCursor


class PendingStatement:
    """A statement on its way: its answer is known once the unit has been awaited again."""

    def __init__(self, sql: str, values: Mapping[str, Any]) -> None:
        self.sql = sql
        self.values = values
        self.cursor: AsyncCursor[tuple[Any, ...]] | None = None

    @property
    def count(self) -> int:
        """How many rows it touched."""
        if self.cursor is None:
            raise RuntimeError("this statement has not left yet")
        return self.cursor.rowcount
