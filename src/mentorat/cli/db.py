"""`mentorat db`: the schema and the demo data."""

import asyncio

from mentorat.cli.connecting import run_in_unit
from mentorat.cli.database_url import database_url, migration_url
from mentorat.cli.output import print_json, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.upgrade import current, head, upgrade
from mentorat.demo import seed
from mentorat.demo.forget import forget_demo
from mentorat.external_calendars.reseal import reseal_addresses
from mentorat.settings import read_settings
from mentorat.settings.kept_file import secret_keys
from mentorat.webhooks.reseal import reseal_secrets as reseal_webhooks


def upgrade_database() -> None:
    """Apply every pending migration."""
    settings = read_settings()
    with database_url(settings) as url:
        direct = migration_url(settings, url)
        before = current(direct)
        upgrade(direct)
        progress.print(f"database at {head()}" + ("" if before != head() else " already"))


def check_database(*, json: bool = False) -> int:
    """Tell whether the database is at the newest migration; 3 when it is not."""
    settings = read_settings()
    with database_url(settings) as url:
        found = current(migration_url(settings, url))
    if json:
        print_json({"current": found, "head": head()})
    else:
        print(f"{found or 'empty'} (newest: {head()})")
    return 0 if found == head() else 3


def seed_database() -> None:
    """Load the demo people, once; only with AUTH=dev."""
    settings = read_settings()
    if settings.auth != "dev":
        raise UsageError("Demo people exist only with AUTH=dev.")

    with database_url(settings) as url:
        upgrade(migration_url(settings, url))
        load_demo(url)


def forget_demo_people() -> None:
    """Remove the people of the demo and all that stands between them and others, for good."""
    people, bookings = run_in_unit(read_settings(), forget_demo, writes=True)
    progress.print(f"{people} demo people and {bookings} bookings of theirs removed")


def reseal_secrets() -> int:
    """Seal anew with the first SECRET_KEY what an older one sealed; 3 when some cannot be read."""
    settings = read_settings()

    async def reseal(db: Db) -> tuple[tuple[int, int], tuple[int, int]]:
        keys = secret_keys(settings)
        return await reseal_addresses(db, keys), await reseal_webhooks(db, keys)

    addresses, webhooks = run_in_unit(settings, reseal, writes=True)
    (resealed, lost), (resealed_webhooks, lost_webhooks) = addresses, webhooks
    progress.print(f"{resealed} addresses sealed again")
    progress.print(f"{resealed_webhooks} webhook secrets sealed again")
    if lost:
        progress.print(
            f"{lost} addresses were sealed with another key: their owners put them in again"
        )
    if lost_webhooks:
        progress.print(f"{lost_webhooks} webhook secrets were sealed with another key: rotate them")
    return 3 if lost or lost_webhooks else 0


def load_demo(url: str) -> None:
    """Put the demo people into an empty database; leave any other alone."""

    async def load() -> int:
        database = Database(url, size=2)
        await database.open()
        try:
            return await seed(database)
        finally:
            await database.close()

    count = asyncio.run(load())
    progress.print(f"{count} demo people added" if count else "demo people are already there")
