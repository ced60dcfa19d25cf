"""Every table of the product, in one order, under the name of its class."""

import importlib
import pkgutil
from typing import NamedTuple

from sqlalchemy import Table

import mentorat
from mentorat.db.base import Base

FIRST = ("users", "mentor_profiles", "bookings", "posts")  # what a reader looks for
# What nobody but us has any use for: secrets or their digests, letters, counts of our machinery.
# Prisma knows these tables, so that its diff sees them; its client does not.
HIDDEN = frozenset(
    {
        "api_keys",
        "auth_sessions",
        "busy_calendars",
        "calendar_feeds",
        "clerk_identities",
        "ended_clerk_sessions",
        "external_busy",
        "idempotency_keys",
        "messages",
        "preview_links",
        "request_counts",
        "webhook_deliveries",
        "webhook_endpoints",
        "webhook_messages",
    }
)


class MappedTable(NamedTuple):
    """A table and what Prisma calls a row of it."""

    model: str
    promise: str
    table: Table

    @property
    def is_hidden(self) -> bool:
        """Whether Prisma's client knows nothing of it."""
        return self.table.name in HIDDEN


def mapped_tables() -> list[MappedTable]:
    """All of them: the best known first, then by name."""
    for module in pkgutil.walk_packages(mentorat.__path__, "mentorat."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    found = [
        MappedTable(mapper.class_.__name__, mapper.class_.__doc__ or "", mapper.local_table)
        for mapper in Base.registry.mappers
        if isinstance(mapper.local_table, Table)
    ]
    return sorted(found, key=_place)


def _place(mapped: MappedTable) -> tuple[int, str]:
    name = mapped.table.name
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)
