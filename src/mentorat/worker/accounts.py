"""Accounts: telling Clerk, asking Clerk, the nightly repair."""

from contextlib import AbstractAsyncContextManager

import structlog
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.check_freshness import check_freshness
from mentorat.accounts.actions.push_role import push_role
from mentorat.accounts.actions.reconcile import InstanceMarks, Reconciliation
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.clerk.backend_api import ClerkApi, clerk_api
from mentorat.accounts.clerk.payload import read_user
from mentorat.accounts.jobs import FETCH_USER, PUSH_ROLE, RECONCILE, FetchUser, PushRole
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.settings import Settings
from mentorat.worker.work import Work, handles

log = structlog.get_logger("mentorat.worker")


@handles(PUSH_ROLE)
async def push_chosen_role(work: Work, who: PushRole) -> None:
    """Tell Clerk which role was chosen."""
    if work.settings.clerk_secret_key:
        async with clerk_of(work.settings) as api:
            await push_role(work.database, api, who.user_id)


@handles(FETCH_USER)
async def fetch_user(work: Work, who: FetchUser) -> None:
    """Fill in somebody we only know by their token."""
    if not work.settings.clerk_secret_key:
        return
    async with clerk_of(work.settings) as api:
        data = await api.find_user(who.user_id)
    if data is not None:
        async with work.database.unit(writes=True) as unit:
            await sync_user(Db(unit), read_user(data), event_ms=0, now=work.now)


@handles(RECONCILE)
async def reconcile(work: Work, _nothing: Nothing) -> None:
    """The nightly repair."""
    if not work.settings.clerk_secret_key:
        return
    async with clerk_of(work.settings) as api:
        run = Reconciliation(work.database, api, dry_run=False)
        report = await run.run(now=work.now, ours=our_instance(work.settings))
    level = log.warning if report.stopped else log.info
    level(
        "reconciled",
        created=report.created,
        updated=report.updated,
        tombstoned=report.tombstoned,
        stopped=report.stopped,
    )


async def warn_of_silence(work: Work) -> None:
    """Log it when Clerk knows news that no delivery brought."""
    if not work.settings.clerk_secret_key:
        return
    async with clerk_of(work.settings) as api, work.database.unit(writes=False) as unit:
        advice = await check_freshness(Db(unit), api, now=work.now)
    if advice:
        log.warning("deliveries_missing", advice=advice)


def our_instance(settings: Settings) -> InstanceMarks:
    """What tells our Clerk instance from another one."""
    pem = settings.clerk_jwt_key
    modulus = RSAKey.import_key(pem).as_dict(private=False)["n"] if pem else None
    return InstanceMarks(settings.clerk_instance_id, str(modulus) if modulus else None)


def clerk_of(settings: Settings) -> AbstractAsyncContextManager[ClerkApi]:
    """Clerk's Backend API, with our key."""
    secret = settings.clerk_secret_key
    return clerk_api(settings.clerk_api_url, secret.get_secret_value() if secret else "")
