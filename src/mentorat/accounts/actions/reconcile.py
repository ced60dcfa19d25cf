"""Repairing what deliveries lost: every user of the instance through the same door as webhooks.

Deletions are the danger: a wrong key or a half answer would bury everybody. So they happen only
when the pages agree with Clerk's own count, only for people that Clerk denies twice, and never
for more than a few.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.actions.forget_user import forget_user
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.clerk.backend_api import IDS_A_CALL, PAGE_SIZE, ClerkApi, RateLimitedError
from mentorat.accounts.clerk.mirror import Outcome
from mentorat.accounts.clerk.payload import ClerkUser, UnusableError, read_user
from mentorat.accounts.models import ClerkIdentity, User
from mentorat.db.executor import Db, rows, scalar
from mentorat.db.pool import Database

RECENT = timedelta(minutes=5)  # who signed up during the run may not be on its pages
DELETED_SHARE_MAX = 0.05
DELETED_FEW = 3
RATE_LIMIT_TRIES = 8


class MirrorRow(msgspec.Struct, frozen=True):
    """What we hold of a person: the version Clerk last gave, and whether they left."""

    id: str
    version: int | None
    is_deleted: bool


_HELD = rows(
    select(User.id, ClerkIdentity.version, User.deleted_at.is_not(None).label("is_deleted"))
    .outerjoin(ClerkIdentity, ClerkIdentity.user_id == User.id)
    .where(User.id == any_(bindparam("ids", type_=ARRAY(Text)))),
    MirrorRow,
)
_OLD_LIVE_IDS = scalar(
    select(User.id)
    .where(
        User.deleted_at.is_(None),
        User.created_at < bindparam("before"),
        User.id > bindparam("after"),
    )
    .order_by(User.id)
    .limit(5000),
    str,
)
_LIVE_COUNT = scalar(select(func.count()).select_from(User).where(User.deleted_at.is_(None)), int)


class InstanceMarks(msgspec.Struct, frozen=True):
    """How our instance is recognised: its id, the modulus of its signing key; None = not told."""

    instance_id: str | None = None
    modulus: str | None = None


class Report(msgspec.Struct):
    """What a run found and did. `stopped` says why deletions were left alone, if they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unusable: int = 0
    tombstoned: int = 0
    stopped: str | None = None


class UndoneError(Exception):
    """Raised at the end of a dry run's transaction, to roll it back."""


class Reconciliation:
    """One run. `progress(done, total)` is called after every page."""

    def __init__(
        self,
        database: Database,
        api: ClerkApi,
        *,
        dry_run: bool,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        sleep: Callable[[float], Any] = asyncio.sleep,
    ) -> None:
        self.database, self.api, self.dry_run = database, api, dry_run
        self.progress, self.sleep = progress, sleep
        self.report = Report()
        self.seen: set[str] = set()

    async def run(self, *, now: datetime, ours: InstanceMarks) -> Report:
        """Mirror every user, then bury who is gone. Safe to repeat and to interrupt.

        Raises ClerkApiError when Clerk does not answer; nothing is deleted then.
        """
        self.report.stopped = await self._foreign(ours)
        if self.report.stopped:
            return self.report
        async with self.database.unit(writes=False) as unit:
            live = await Db(unit).value(_LIVE_COUNT) or 0
        total = await self._patiently(self.api.count_users)
        await self._mirror_pages(total, now)
        missing = await self._missing(now)
        self.report.stopped = await self._reason_to_stop(missing, total=total, live=live)
        if missing and not self.report.stopped:
            await self._bury(missing, now)
        return self.report

    async def _foreign(self, ours: InstanceMarks) -> str | None:
        if ours.instance_id:
            owner = await self._patiently(self.api.find_instance_id)
            if owner and owner != ours.instance_id:
                return f"the secret key belongs to another instance ({owner})"
        if ours.modulus:
            moduli = await self._patiently(self.api.public_moduli)
            if moduli and ours.modulus not in moduli:
                return "the secret key and CLERK_JWT_KEY belong to different instances"
        return None

    async def _mirror_pages(self, total: int, now: datetime) -> None:
        after: str | None = None
        while True:
            page = await self._patiently(partial(self.api.page_of_users, after=after))
            await self._mirror(page, now)
            self.progress(len(self.seen), total)
            if len(page) < PAGE_SIZE:
                return
            last = page[-1].get("id")
            if not isinstance(last, str) or last == after:
                return
            after = last

    async def _mirror(self, page: Sequence[dict[str, Any]], now: datetime) -> None:
        ids = [user["id"] for user in page if isinstance(user.get("id"), str)]
        async with self.database.unit(writes=False) as unit:
            held = {person.id: person for person in await Db(unit).all(_HELD, ids=ids)}
        for data in page:
            try:
                news = read_user(data)
            except UnusableError:
                self.report.unusable += 1
                continue
            self.seen.add(news.id)
            await self._mirror_one(news, held.get(news.id), now)

    async def _mirror_one(self, news: ClerkUser, held: MirrorRow | None, now: datetime) -> None:
        if held and (held.is_deleted or (held.version or -1) >= news.version):
            self.report.unchanged += 1
            return
        # One transaction a person: two people's locks in one could wait for a delivery's.
        outcome = await self._in_unit(lambda db: sync_user(db, news, event_ms=0, now=now))
        if outcome != "applied":
            self.report.unchanged += 1
        elif held:
            self.report.updated += 1
        else:
            self.report.created += 1

    async def _missing(self, now: datetime) -> list[str]:
        unseen: list[str] = []
        after = ""
        async with self.database.unit(writes=False) as unit:
            while ids := await Db(unit).all(_OLD_LIVE_IDS, before=now - RECENT, after=after):
                unseen += [user_id for user_id in ids if user_id not in self.seen]
                after = ids[-1]
        denied: list[str] = []
        for at in range(0, len(unseen), IDS_A_CALL):
            batch = unseen[at : at + IDS_A_CALL]
            found = await self._patiently(partial(self.api.users_by_id, batch))
            known = {user.get("id") for user in found}
            denied += [user_id for user_id in batch if user_id not in known]
        return denied

    async def _reason_to_stop(self, missing: Sequence[str], *, total: int, live: int) -> str | None:
        """`live` was counted before the run: strangers that a wrong key brings must not help."""
        if not missing:
            return None
        recount = await self._patiently(self.api.count_users)
        if abs(len(self.seen) - total) > max(1, abs(recount - total)):
            return f"the pages held {len(self.seen)} people, Clerk counts {total}"
        if not self.seen:
            return "Clerk's pages are empty"
        if len(missing) > max(DELETED_FEW, DELETED_SHARE_MAX * live) or 2 * len(missing) > live:
            return f"{len(missing)} of {live} people would be deleted, which is too many to be true"
        return None

    async def _bury(self, missing: Sequence[str], now: datetime) -> None:
        for user_id in missing:
            outcome = await self._in_unit(
                partial(forget_user, user_id=user_id, deleted_at=now, now=now)
            )
            self.report.tombstoned += outcome == "applied"

    async def _in_unit(self, work: Callable[[Db], Awaitable[Outcome]]) -> Outcome:
        outcome: Outcome = "ignored"
        try:
            async with self.database.unit(writes=True) as unit:
                outcome = await work(Db(unit))
                if self.dry_run:
                    await _undo(Db(unit))
        except UndoneError:
            return outcome
        return outcome

    async def _patiently(self, ask: Callable[[], Any]) -> Any:
        for _attempt in range(RATE_LIMIT_TRIES):
            try:
                return await ask()
            except RateLimitedError as limited:
                await self.sleep(limited.retry_after_seconds)
        return await ask()


async def _undo(db: Db) -> None:
    await db.settle()  # what would fail, fails in a dry run too
    raise UndoneError
