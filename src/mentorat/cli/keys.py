"""`mentorat keys`: which machines may read the API, and what each may read."""

from datetime import UTC, datetime, timedelta

from mentorat.api_keys.actions import KeyWish, MadeKey, create_key, revoke_key
from mentorat.api_keys.queries import KeyRow, list_keys
from mentorat.cli.authority import command_line
from mentorat.cli.connecting import run_in_unit
from mentorat.cli.output import complain, print_json, print_table, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.settings import read_settings
from mentorat.viewer import Scope
from mentorat.wire import one_line

NAME_LENGTH_MAX = 100
LIFE_MAX = timedelta(days=3660)
COLUMNS = ("id", "name", "scopes", "state", "expires", "last used")


def create(
    *,
    name: str,
    scope: list[Scope],
    expires_in: timedelta | None = None,
    reason: str | None = None,
    json: bool = False,
) -> int:
    """Make a key and print it, this once: only its hash is kept. `--name` tells operators what it
    is for, each `--scope` opens something, `--expires-in` says how long (90d, 12h). Audited."""
    named = one_line(name).strip()
    if not 0 < len(named) <= NAME_LENGTH_MAX:
        complain(f"--name has 1 to {NAME_LENGTH_MAX} letters.")
        return 2
    if expires_in is not None and not timedelta() < expires_in <= LIFE_MAX:
        complain("--expires-in is a time ahead, ten years at most: 90d, 12h")
        return 2
    now = datetime.now(UTC)
    wish = KeyWish(named, scope, now + expires_in if expires_in else None)

    async def write(db: Db) -> MadeKey:
        return create_key(db, wish, by=command_line(reason), now=now)

    made = run_in_unit(read_settings(), write, writes=True)
    if json:
        print_json(made)
    else:
        print(made.key)
    until = f"until {made.expires_at:%Y-%m-%d %H:%M} UTC" if made.expires_at else "for ever"
    progress.print(f"{made.id} opens {', '.join(made.scopes)} {until}; it is not shown again")
    return 0


def show_keys(*, json: bool = False) -> None:
    """List every key with what it opens, its state, and when it was last used (to the hour)."""

    async def read(db: Db) -> list[KeyRow]:
        return await list_keys(db)

    found = run_in_unit(read_settings(), read, writes=False)
    if json:
        print_json(found)
        return
    now = datetime.now(UTC)
    print_table(COLUMNS, [_line(key, now) for key in found])


def revoke(key_id: str, *, reason: str | None = None) -> None:
    """Have a key open nothing any more, from the next request on, in every process. It is audited,
    and cannot be undone."""

    async def write(db: Db) -> bool:
        by = command_line(reason)
        return await revoke_key(db, key_id, by=by, now=datetime.now(UTC))

    if not run_in_unit(read_settings(), write, writes=True):
        raise UsageError(f"No key {key_id} is there to be revoked: mentorat keys list")
    progress.print(f"{key_id} opens nothing any more")


def _line(key: KeyRow, now: datetime) -> tuple[object, ...]:
    expires = f"{key.expires_at:%Y-%m-%d %H:%M}" if key.expires_at else "never"
    used = f"{key.used_at:%Y-%m-%d %H}h" if key.used_at else "never"
    return key.id, key.name, ", ".join(key.scopes), key.state(now), expires, used
