"""Keys for machines, made through the product's own action, and what a machine sends along."""

from datetime import datetime
from typing import get_args

from mentorat.api_keys.actions import KeyWish, create_key
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from mentorat.viewer import Scope
from tests.builders import MONDAY

EVERY_SCOPE: tuple[Scope, ...] = get_args(Scope)


async def a_key(
    database: Database,
    *scopes: Scope,
    name: str = "Site vitrine",
    expires_at: datetime | None = None,
    now: datetime = MONDAY,
) -> str:
    """A key as its machine keeps it, with every scope unless some are named."""
    wish = KeyWish(name, scopes or EVERY_SCOPE, expires_at)
    async with database.unit(writes=True) as unit:
        return create_key(Db(unit), wish, by=Authority("cli"), now=now).key


def by_key(key: str) -> dict[str, str]:
    """What a machine sends along."""
    return {"Authorization": f"Bearer {key}"}
