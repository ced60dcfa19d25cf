"""The product as the people of a life use it: over HTTP, on the real PostgreSQL, one at a time."""

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import psycopg
import uvloop
from joserfc.jwk import RSAKey
from psycopg.rows import dict_row

from mentorat.app import create_app
from mentorat.bookings.actions.expire import complete_past, expire_overdue
from mentorat.bookings.actions.promise import promise
from mentorat.bookings.schemas import BookingChoice
from mentorat.db.executor import Db
from mentorat.db.pool import Database, Unit
from mentorat.errors import Refusal
from mentorat.settings import Settings
from tests.bookings.promised import Mentor
from tests.builders import EVERY_DAY, MONDAY, a_mentor, a_person, whoever
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer
from tests.people import StillClock

Found = TypeVar("Found")
PATHS = {
    "accept": "confirmation",
    "decline": "refusal",
    "withdraw": "cancellation",
    "cancel": "cancellation",
    "move": "move",
}
HOUR_LISTED = re.compile(r'<option value="(\d{4}-\d\d-\d\dT[\d:]+Z)"')
BOOKINGS = "select *, id::text as id, policy::text as policy from bookings"
EVENTS = """
    select booking_id::text as id, array_agg(kind order by sequence) as kinds,
        array_agg(sequence order by sequence) as sequences,
        (array_agg(actor order by sequence desc))[1] as actor,
        (array_agg(status::text order by sequence desc))[1] as status
    from booking_events group by booking_id
"""


class Answer(NamedTuple):
    """What came back: the refusal's code, or nothing of it and the document."""

    refusal: str | None
    document: dict[str, Any]


class People(NamedTuple):
    """Who is there, by id."""

    mentors: list[str]
    eleves: list[str]
    somebody_new: str
    operator: str


class Site:
    """One site whose clock stands until somebody moves it; everybody signs in once."""

    def __init__(self, settings: Settings, key: RSAKey, database_url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._database = Database(database_url, size=3)
        self.clock = StillClock()
        self._client = browser_of(create_app(settings, self._database, clock=self.clock))
        self._look = psycopg.connect(
            database_url, autocommit=True, row_factory=dict_row, prepare_threshold=None
        )
        self._key = key
        self._tokens: dict[str, dict[str, str]] = {}
        self.run(self._database.open())

    def close(self) -> None:
        self.run(self._client.aclose())
        self.run(self._database.close())
        self._runner.close()
        self._look.close()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return self._runner.run(work)

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        cursor = self._look.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []

    # Who is there.

    def invite(self, *, mentors: int, eleves: int) -> People:
        async def come() -> tuple[list[str], list[str]]:
            made = [await a_mentor(self._database) for _ in range(mentors)]
            return made, [await a_person(self._database) for _ in range(eleves + 2)]

        found, (somebody_new, operator, *learners) = self.run(come())
        self.rows("update users set onboarded_at = %s where onboarded_at is null", MONDAY)
        self.rows("update users set role = 'ADMIN' where id = %s", operator)
        return People(found, learners, somebody_new, operator)

    def start_again(self) -> None:
        """The same people on the same Monday, and nothing promised."""
        self.clock.at = MONDAY
        for table in ("bookings", "idempotency_keys", "procrastinate_jobs"):
            self.rows(f"delete from {table}")

    def offer(self, mentor_id: str, mentor: Mentor) -> None:
        """What a mentor offers from now on."""
        days = [day for n, day in enumerate(EVERY_DAY) if n != mentor.closed]
        window = [f"{mentor.opens:02}:00", f"{mentor.closes:02}:00"]
        document = {
            "version": 1,
            "timezone": mentor.zone,
            "weekly": {day: [window] for day in days},
            "buffersMinutes": {
                "before": mentor.before.seconds // 60,
                "after": mentor.after.seconds // 60,
            },
            "minNoticeMinutes": int(mentor.notice.total_seconds()) // 60,
            "slotMinutes": mentor.minutes,
            "horizonDays": mentor.horizon_days,
        }
        self.rows(
            "update mentor_profiles set availability = %s, hourly_rate_cents = %s,"
            " booking_mode = %s, cancellation_policy = %s where user_id = %s",
            *(json.dumps(document), mentor.rate_cents, mentor.mode, mentor.policy, mentor_id),
        )

    # What they do.

    def book(self, who: str, mentor_id: str, at: datetime, key: str | None = None) -> Answer:
        choice = {"mentorId": mentor_id, "startsAt": at.isoformat(), "note": "Relire mon code"}
        more = {"Idempotency-Key": key} if key else {}
        return self._ask("POST", "/api/bookings", who, choice, more)

    def take(self, step: str, booking_id: str, who: str, **said: object) -> Answer:
        return self._ask("POST", f"/api/bookings/{booking_id}/{PATHS[step]}", who, said)

    def quote(self, booking_id: str, who: str) -> Answer:
        return self._ask("GET", f"/api/bookings/{booking_id}/cancellation", who)

    def shown(self, mentor_id: str, since: datetime, until: datetime) -> list[datetime]:
        """The starts on a mentor's page."""
        path = f"/api/mentors/{mentor_id}/slots?from={_word(since)}&to={_word(until)}"
        found = self._ask("GET", path, None).document["items"]
        return [datetime.fromisoformat(slot["startsAt"]) for slot in found]

    def listed(self, booking_id: str, who: str) -> list[datetime]:
        """The other hours that a booking's page lists."""
        path = f"/bookings/{booking_id}"
        page = self.run(self._client.get(path, headers=self._token(who))).text
        return [datetime.fromisoformat(word) for word in HOUR_LISTED.findall(page)]

    def would_be_refused(self, who: str, mentor_id: str, at: datetime) -> str | None:
        """Why this hour cannot be booked; if it can, it is not booked all the same."""
        choice = BookingChoice.model_validate({"mentorId": mentor_id, "startsAt": at.isoformat()})

        async def attempt() -> str | None:
            unit = Unit(self._database, writes=True)
            try:
                await promise(Db(unit), choice, viewer=whoever(who, "USER"), now=self.clock())
                await unit.settle()
            except Refusal as refusal:
                return refusal.code
            finally:
                await unit.release()  # rolled back
            return None

        return self.run(attempt())

    def work(self) -> None:
        """The worker comes by, twice, as a killed one does."""

        async def chores() -> None:
            for _ in range(2):
                async with self._database.unit(writes=True) as unit:
                    await complete_past(Db(unit), now=self.clock())
                    await expire_overdue(Db(unit), None, now=self.clock())

        self.run(chores())

    # What is so.

    def bookings(self) -> Sequence[dict[str, Any]]:
        return self.rows(BOOKINGS)

    def histories(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows(EVENTS)}

    def _ask(
        self,
        method: str,
        path: str,
        who: str | None,
        said: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        signed = {**(headers or {}), **(self._token(who) if who else {})}
        answer = self.run(self._client.request(method, path, json=said, headers=signed))
        document = answer.json()
        assert answer.status_code < 500, answer.text
        code = document["type"].partition("#problem-")[2] if answer.status_code >= 400 else None
        return Answer(code, document)

    def _token(self, who: str) -> dict[str, str]:
        if who not in self._tokens:
            expires = int(time.time() + timedelta(days=1).total_seconds())
            self._tokens[who] = bearer(self._key, who, sid=f"sess_{who}", exp=expires)
        return self._tokens[who]


def _word(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
