"""Rights come and go in any order: after each step nothing is left that nobody may touch."""

import os
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.change_role import LastAdmin, grant_admin, revoke_admin
from mentorat.bookings.automatic.leavers import HOLD_BACK
from mentorat.bookings.jobs import (
    CANCEL_LEFT_SESSIONS,
    CLOSE_SESSIONS,
    DECLINE_REQUESTS,
    END_FOR_LEAVER,
)
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.errors import NotFound
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.events.record import Authority
from mentorat.settings import Settings
from tests import people
from tests.builders import Rows, a_mentor, a_student, an_operator
from tests.conftest import SECRETS
from tests.fakes.deliveries import changed, deliver, payload
from tests.onboarding.test_choice import MENTOR
from tests.people import StillClock, book, session_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
clock = people.clock

LIVES, STEPS = int(os.environ.get("LIVES", "2")), 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AHEAD = """
    select b.id::text, b.mentor_id, b.mentee_id, b.status::text, b.starts_at from bookings b
    where b.status in ('requested', 'confirmed') and b.starts_at > %s
"""
PEOPLE = """
    select u.id, u.role::text, u.deleted_at is null and not u.banned as is_here, p.status::text,
        case when u.deleted_at is not null then u.forgotten_at when u.banned then u.banned_at end
            as gone_since
    from users u left join mentor_profiles p on p.user_id = u.id where u.id = any(%s)
"""


class World:
    """Two mentors and two élèves, and whatever may happen to their rights."""

    def __init__(self, client: httpx2.AsyncClient, worker: Worker, key: RSAKey, rows: Rows) -> None:
        self.client, self.worker, self.key, self.rows = client, worker, key, rows
        self.ids: list[str] = []
        self.version = 1999999999000
        self.told: list[str] = []

    async def step(self, chance: random.Random) -> None:
        """One thing that happens, and the worker who follows."""
        who = chance.choice(self.ids)
        can: list[tuple[int, str, Callable[[], Awaitable[Any]]]] = [
            (12, "book", lambda: self.book(chance, who)),
            (2, "grant", lambda: self.appoint(grant_admin, who)),
            (3, "revoke", lambda: self.appoint(revoke_admin, who)),
            (2, "ban", lambda: self.news(who, banned=True)),
            (4, "unban", lambda: self.news(who, banned=False)),
            (
                1,
                "delete",
                lambda: self.deliver("30", id=who) if chance.random() < 0.3 else self.wait(HOUR),
            ),
            (
                2,
                "switch",
                lambda: self.post(who, "/api/me/role", chance.choice([{"role": "USER"}, MENTOR])),
            ),
            (2, "publish", lambda: self.publish(chance, who)),
            (2, "answer", lambda: self.answer(chance, who)),
            (2, "wait", lambda: self.wait(chance.choice([HOUR, 20 * HOUR, HOLD_BACK]))),
        ]
        ((_, name, act),) = chance.choices(can, weights=[weight for weight, *_ in can])
        self.told.append(f"{name} {self.ids.index(who)}")
        await act()
        await self.worker.take(self.rows, PUBLISH_EVENT, END_FOR_LEAVER, DECLINE_REQUESTS)
        await self.worker.do(CLOSE_SESSIONS)

    async def check(self) -> None:
        """What holds at every moment."""
        now = self.worker.work.now
        found = {row["id"]: row for row in self.rows(PEOPLE, self.ids)}
        for user_id, one in found.items():
            answer = await self.client.get(f"/api/mentors/{user_id}")
            is_offered = one["status"] == "published" and one["is_here"] and one["role"] == "MENTOR"
            assert answer.status_code == (200 if is_offered else 404), (self.told, one)
            if is_offered:
                own = await self.client.get("/api/me/mentor-profile", headers=self.of(user_id))
                assert own.status_code == 200, (self.told, one)
        for booking in self.rows(AHEAD, now):
            sides = [found[booking["mentor_id"]], found[booking["mentee_id"]]]
            gone = [side for side in sides if not side["is_here"]]
            assert len(gone) < 2 or booking["status"] == "confirmed", self.told
            for side in gone:
                assert booking["status"] == "confirmed", self.told
                assert booking["starts_at"] > now + DAY, self.told
                assert now < side["gone_since"] + HOLD_BACK, self.told
            for side in sides:
                if side["is_here"]:
                    path = f"/api/bookings/{booking['id']}"
                    shown = await self.client.get(path, headers=self.of(side["id"]))
                    assert shown.json()["actions"], (self.told, booking)

    async def book(self, chance: random.Random, who: str) -> None:
        mentor = chance.choice([one for one in self.ids[:2] if one != who])
        hour = self.worker.work.now.replace(hour=8, minute=0) + chance.randint(1, 9) * DAY
        await book(self.client, mentor, self.of(who), f"{hour:%Y-%m-%dT%H}:00:00Z")

    async def appoint(self, change: Any, who: str) -> None:
        try:
            async with self.worker.work.database.unit(writes=True) as unit:
                await change(Db(unit), who, by=Authority("cli"), now=self.worker.work.now)
        except (LastAdmin, NotFound):
            pass

    async def news(self, who: str, *, banned: bool) -> None:
        self.version += 1
        await self.deliver("23", id=who, banned=banned, updated_at=self.version)

    async def deliver(self, number: str, **data: Any) -> None:
        answer = await deliver(self.client, changed(payload(number), **data), secret=SECRETS[0])
        assert answer.status_code == 200

    async def publish(self, chance: random.Random, who: str) -> None:
        step = {"step": chance.choice(["submit", "pause", "resume", "withdraw", "restore"])}
        await self.post(who, "/api/me/mentor-profile/publication", step)

    async def answer(self, chance: random.Random, who: str) -> None:
        for booking in self.rows(AHEAD, self.worker.work.now)[:2]:
            verb = chance.choice(["confirmation", "refusal", "cancellation"])
            await self.post(who, f"/api/bookings/{booking['id']}/{verb}", {})

    async def wait(self, time: timedelta) -> None:
        clock: Any = self.worker.work.clock
        clock.ahead += time
        await self.worker.take(self.rows, CANCEL_LEFT_SESSIONS)

    async def post(self, who: str, path: str, body: dict[str, Any]) -> None:
        answer = await self.client.post(path, json=body, headers=self.of(who))
        assert answer.status_code < 500, answer.text

    def of(self, who: str) -> dict[str, str]:
        return session_of(self.key, who)


@pytest.mark.parametrize("life", range(LIVES))
async def test_whatever_happens_to_rights_nothing_is_left_that_nobody_may_touch(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    clerk_key: RSAKey,
    clock: StillClock,
    rows: Rows,
    life: int,
) -> None:
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(10**9))) + life
    chance = random.Random(seed)
    worker = Worker(settings, database)
    worker.work.clock = clock
    world = World(client, worker, clerk_key, rows)
    world.told.append(f"SEED={seed}")
    await an_operator(database)
    world.ids = [
        await a_mentor(database, mode="request"),
        await a_mentor(database),
        await a_student(database),
        await a_student(database),
    ]
    rows("update publication_rules set review_required = false")  # whoever submits is published
    for _ in range(STEPS):
        await world.step(chance)
        await world.check()
