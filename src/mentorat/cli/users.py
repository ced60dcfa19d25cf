"""`mentorat users`: who is here, and who may administer."""

from datetime import UTC, datetime
from typing import Any

from mentorat.accounts.actions.change_role import grant_admin as grant
from mentorat.accounts.actions.change_role import revoke_admin as revoke
from mentorat.accounts.queries import Account, find_account, list_accounts
from mentorat.cli.authority import command_line
from mentorat.cli.connecting import run_in_unit
from mentorat.cli.output import print_json, print_table, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.settings import read_settings
from mentorat.worker.privacy import export_person

COLUMNS = ("id", "e-mail", "name", "role", "onboarded", "state")


def show_user(who: str, *, json: bool = False) -> None:
    """Show one person, by id or e-mail."""

    async def read(db: Db) -> Account:
        return await _account(db, who)

    account = run_in_unit(read_settings(), read, writes=False)
    if json:
        print_json(account)
        return
    print_table(
        ("field", "value"), [(name, getattr(account, name)) for name in account.__struct_fields__]
    )


def list_users(
    *,
    role: str | None = None,
    deleted: bool = False,
    after: str = "",
    limit: int = 100,
    json: bool = False,
) -> None:
    """List people by id; `--deleted` shows who left and when their words are erased."""

    async def read(db: Db) -> list[Account]:
        return await list_accounts(db, role=role, deleted=deleted, after=after, limit=limit)

    accounts = run_in_unit(read_settings(), read, writes=False)
    if json:
        print_json(accounts)
        return
    print_table(COLUMNS, [_line(account) for account in accounts])


def export_user(who: str) -> None:
    """Print everything that is held of a person as JSON, by id or by an address they have proved
    to be theirs: it concerns nobody else, and may be given to them."""

    async def read(db: Db) -> dict[str, Any]:
        return await export_person(db, (await _proven_account(db, who)).id)

    print_json(run_in_unit(read_settings(), read, writes=False))


def grant_admin(who: str, *, reason: str | None = None) -> None:
    """Make a person an administrator, by id or by an address they have proved to be theirs. This is
    the only way to become one, and it is audited."""

    async def write(db: Db) -> tuple[Account, bool]:
        account = await _proven_account(db, who)
        return account, await grant(db, account.id, by=command_line(reason), now=datetime.now(UTC))

    account, is_new = run_in_unit(read_settings(), write, writes=True)
    progress.print(f"{account.id} {'is now' if is_new else 'already was'} an administrator")


def revoke_admin(who: str, *, reason: str | None = None) -> None:
    """Take the right back: they are again what they were; the last administrator keeps it."""

    async def write(db: Db) -> tuple[Account, bool]:
        account = await _account(db, who)
        return account, await revoke(db, account.id, by=command_line(reason), now=datetime.now(UTC))

    account, was = run_in_unit(read_settings(), write, writes=True)
    progress.print(f"{account.id} {'is no longer' if was else 'was not'} an administrator")


def _line(account: Account) -> tuple[object, ...]:
    state = "banned" if account.banned else "live"
    if account.erased_at:
        state = "erased" if account.purged_at else f"erased on {account.erased_at:%Y-%m-%d}"
    name = " ".join(part for part in (account.first_name, account.last_name) if part)
    onboarded = f"{account.onboarded_at:%Y-%m-%d}" if account.onboarded_at else "no"
    return account.id, account.email, name, account.role, onboarded, state


async def _account(db: Db, who: str) -> Account:
    found = await find_account(db, who)
    if found is None:
        raise UsageError(f"Nobody here has the id or the e-mail {who}.")
    return found


async def _proven_account(db: Db, who: str) -> Account:
    account = await _account(db, who)
    if "@" in who and not account.email_verified:
        raise UsageError(
            f"Nobody has proved that {who} is theirs: whoever signed up with it may be somebody"
            f" else. If you know that it is them, name them by their id: {account.id}"
        )
    return account
