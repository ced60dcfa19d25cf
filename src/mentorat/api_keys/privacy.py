"""What keys hold of a person: nothing. They are machines', and who made one is in the audit."""

from collections.abc import Sequence

import msgspec

from mentorat.db.executor import Db
from mentorat.db.personal import Columns, Holds

COLUMNS: Columns = {
    "api_keys": dict.fromkeys(("id", "name", "scopes", "secret_hash"), Holds.NOTHING)
}


class KeysExport(msgspec.Struct, frozen=True):
    """Nothing."""


async def export(db: Db, person_id: str) -> KeysExport:
    """Nothing is held of anybody."""
    del db, person_id
    return KeysExport()


async def forget(db: Db, people: Sequence[str]) -> None:
    """Nothing is held of anybody."""
    del db, people
