"""Every job of the product, as the worker runs it."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import structlog
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.check_freshness import check_freshness
from mentorat.accounts.actions.forget_user import purge_forgotten
from mentorat.accounts.actions.prune import prune
from mentorat.accounts.actions.push_role import push_role
from mentorat.accounts.actions.reconcile import Ours, Reconciliation
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.backend_api import ClerkApi, clerk_api
from mentorat.accounts.clerk_payload import read_user
from mentorat.bookings.actions.notes import forget_notes
from mentorat.db.executor import Db
from mentorat.directory.actions import published_ids, refresh_mentor
from mentorat.mentors.actions.edit_profile import purge_profiles
from mentorat.settings import Settings
from mentorat.worker.calendar_chores import CalendarChores

log = structlog.get_logger("mentorat.worker")

REFRESH_PAGE = 200


class Chores(CalendarChores):
    """Every job of the product; each may run twice without harm."""

    async def person_changed(self, user_id: str) -> None:
        """A mentor's name or presentation is new: they are found by it."""
        await self.refresh_mentor(user_id)

    async def refresh_mentor(self, user_id: str) -> None:
        """What search reads of a mentor."""
        async with self.database.unit(writes=True) as unit:
            await refresh_mentor(Db(unit), user_id, now=_now())

    async def refresh_mentors(self) -> None:
        """Nightly: every published mentor's time moves on by a day."""
        after = ""
        while True:
            async with self.database.unit(writes=False) as unit:
                ids = await published_ids(Db(unit), after=after, count=REFRESH_PAGE)
            for user_id in ids:
                await self.refresh_mentor(user_id)
            if len(ids) < REFRESH_PAGE:
                return
            after = ids[-1]

    async def push_role(self, user_id: str) -> None:
        """Tell Clerk which role was chosen."""
        if self.settings.clerk_secret_key:
            async with self._clerk() as api:
                await push_role(self.database, api, user_id)

    async def fetch_user(self, user_id: str) -> None:
        """Fill in somebody we only know by their token."""
        if not self.settings.clerk_secret_key:
            return
        async with self._clerk() as api:
            data = await api.find_user(user_id)
        if data is not None:
            async with self.database.unit(writes=True) as unit:
                await sync_user(Db(unit), read_user(data), event_ms=0, now=_now())

    async def reconcile(self) -> None:
        """The nightly repair."""
        if self.settings.clerk_secret_key:
            async with self._clerk() as api:
                run = Reconciliation(self.database, api, dry_run=False)
                report = await run.run(now=_now(), ours=our_instance(self.settings))
            level = log.warning if report.stopped else log.info
            level(
                "reconciled",
                created=report.created,
                updated=report.updated,
                tombstoned=report.tombstoned,
                stopped=report.stopped,
            )

    async def tidy(self) -> None:
        """Hourly: old rows go, words of who left go, silence of Clerk's is told."""
        async with self.database.unit(writes=True) as unit:
            db = Db(unit)
            await prune(db, now=_now())
            gone = await purge_forgotten(db, now=_now())
            purge_profiles(db, gone)
            forget_notes(db, gone)
        if self.settings.clerk_secret_key:
            async with self._clerk() as api, self.database.unit(writes=False) as unit:
                advice = await check_freshness(Db(unit), api, now=_now())
            if advice:
                log.warning("deliveries_missing", advice=advice)

    def _clerk(self) -> AbstractAsyncContextManager[ClerkApi]:
        secret = self.settings.clerk_secret_key
        return clerk_api(self.settings.clerk_api_url, secret.get_secret_value() if secret else "")


def our_instance(settings: Settings) -> Ours:
    """What tells our Clerk instance from another one."""
    pem = settings.clerk_jwt_key
    modulus = RSAKey.import_key(pem).as_dict(private=False)["n"] if pem else None
    return Ours(settings.clerk_instance_id, str(modulus) if modulus else None)


def _now() -> datetime:
    return datetime.now(UTC)
