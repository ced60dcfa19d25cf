"""The product as the people of a life use it: over HTTP, on the real PostgreSQL, one at a time."""

import asyncio
import re
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import psycopg
import uvloop
from joserfc.jwk import RSAKey
from psycopg.rows import dict_row

from mentorat.app import create_app
from mentorat.bookings.actions.book import book as make_booking
from mentorat.bookings.automatic.ends import complete_past, expire_overdue
from mentorat.bookings.schemas import BookingChoice
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.errors import Refusal
from mentorat.settings import Settings
from tests import builders
from tests.bookings.model import DAY, HOUR, Offer, Promise
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer
from tests.faults.invariants import questions
from tests.people import WIDE_CAPS, StillClock

Result = TypeVar("Result")
PATHS = {
    "accept": "confirmation",
    "decline": "refusal",
    "withdraw": "cancellation",
    "cancel": "cancellation",
    "move": "move",
}
HOUR_LISTED = re.compile(r'\?hour=(\d{4}-\d\d-\d\dT[\d:]+Z)#hours"')
INVARIANTS = " union all ".join(questions().values()).encode()
LATE = "36500 days"  # the clock of a life is not the database's
BOOKINGS = """
    select bookings.*, id::text as id, policy::text as policy, events.* from bookings, lateral (
        select array_agg(kind order by sequence) as kinds,
            array_agg(sequence order by sequence) as sequences,
            (array_agg(status::text order by sequence desc))[1] as last_status
        from booking_events where booking_id = bookings.id
    ) as events
"""
MARC, INES, RAVI = MENTORS = [f"user_3FbMentor000000000000000{n}" for n in (1, 2, 3)]
ZOE, LINA, TOM = ELEVES = [f"user_3FbEleve0000000000000000{n}" for n in (1, 2, 3)]
NEWCOMER, OPERATOR = "user_3FbNew00000000000000000001", "user_3FbAda00000000000000000001"
# Their mornings overlap: from seven to twelve o'clock in UTC.
MORNINGS = {
    MARC: ("Europe/Paris", 9, 13),
    INES: ("Africa/Dakar", 7, 12),
    RAVI: ("Asia/Kolkata", 13, 17),
}


class Answer(NamedTuple):
    """What came back: the refusal's code, or nothing of it and the document."""

    refusal: str | None
    document: dict[str, Any]

    def is_granted(self, reasons: set[str]) -> bool:
        """Whether the wish was granted, as it must be when, and only when, nothing is against it."""
        assert self.refusal in reasons or not (reasons or self.refusal), (self, reasons)
        return not reasons


class Site:
    """One site on one event loop, whose clock stands until somebody moves it."""

    def __init__(self, settings: Settings, key: RSAKey, database_url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._database = Database(database_url, size=3)
        settings = settings.model_copy(update=WIDE_CAPS)  # test_caps.py asks about them
        self.clock, self._caps = StillClock(), settings.booking_caps
        self._client = browser_of(create_app(settings, self._database, clock=self.clock))
        self._look = psycopg.connect(database_url, autocommit=True, prepare_threshold=None)
        self._key = key
        self._tokens: dict[str, dict[str, str]] = {}
        self.run(self._database.open())
        self.run(self._invite())

    def close(self) -> None:
        self.run(self._client.aclose())
        self.run(self._database.close())
        self._runner.close()
        self._look.close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(work)

    async def _invite(self) -> None:
        for mentor in MENTORS:
            await builders.a_mentor(self._database, id=mentor)
        for person in (*ELEVES, NEWCOMER):
            await builders.a_student(self._database, id=person)
        await builders.an_operator(self._database, id=OPERATOR)

    def start_again(self) -> None:
        """The same people on the same Monday, and nothing promised."""
        self.clock.at = builders.MONDAY
        for table in ("bookings", "idempotency_keys", "procrastinate_jobs"):
            self._look.execute(f"delete from {table}")
        self._look.execute("truncate events")  # whose rows nobody may delete

    # What people do.

    def offer(self, mentor_id: str, offer: Offer) -> None:
        """What a mentor offers from now on."""
        before, after = (each.seconds // 60 for each in (offer.before, offer.after))
        document = builders.open_on(
            [day for n, day in enumerate(builders.EVERY_DAY) if n != offer.closed],
            (f"{offer.opens:02}:00", f"{offer.closes:02}:00"),
            timezone=offer.zone,
            buffersMinutes={"before": before, "after": after},
            minNoticeMinutes=int(offer.notice.total_seconds()) // 60,
            slotMinutes=offer.minutes,
            horizonDays=offer.horizon_days,
        )
        change = builders.change_offer(
            self._database,
            mentor_id,
            availability=document,
            mode=offer.mode,
            policy=offer.policy,
            rate_cents=offer.rate_cents,
        )
        self.run(change)

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
        slots = self._ask("GET", path, None).document["items"]
        return [datetime.fromisoformat(slot["startsAt"]) for slot in slots]

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
                viewer, now = builders.whoever(who, "USER"), self.clock()
                await make_booking(Db(unit), choice, viewer=viewer, now=now, caps=self._caps)
                await unit.settle()
            except Refusal as refusal:
                return refusal.code
            finally:
                await unit.release()  # rolled back
            return None

        return self.run(attempt())

    def spots(self) -> list[datetime]:
        """Every half hour of the mornings of four days, today's first."""
        first = self.clock().replace(hour=7, minute=0, second=0, microsecond=0)
        return [first + day * DAY + n * HOUR / 2 for day in range(4) for n in range(10)]

    def work(self) -> None:
        """The worker comes by, twice, as a killed one does."""

        async def chores() -> None:
            for _ in range(2):
                async with self._database.unit(writes=True) as unit:
                    await complete_past(Db(unit), now=self.clock())
                    await expire_overdue(Db(unit), None, now=self.clock())

        self.run(chores())

    # What is so.

    def bookings(self) -> dict[str, dict[str, Any]]:
        """Each row by its id, with its events' `kinds`, `sequences` and `last_status`."""
        with self._look.cursor(row_factory=dict_row) as cursor:
            return {row["id"]: row for row in cursor.execute(BOOKINGS)}

    @staticmethod
    def person(one: Promise, role: str) -> str:
        people = {"mentor": one.mentor, "mentee": one.mentee, "operator": OPERATOR}
        return people.get(role, NEWCOMER)

    @staticmethod
    def way_out(one: Promise) -> str:
        return "withdraw" if one.status in {"requested", "withdrawn"} else "cancel"

    @staticmethod
    def check_row(one: Promise, row: dict[str, Any]) -> None:
        """The row is what was promised, and each step has left one event."""
        assert (row["status"], row["kinds"]) == (one.status, one.kinds)
        assert row["sequences"] == [*range(row["sequence"] + 1)]
        assert row["last_status"] == row["status"]
        assert (row["starts_at"], row["ends_at"]) == (one.start, one.end)
        assert (row["blocked_from"], row["blocked_until"]) == one.blocked
        assert (row["price_cents"], row["policy"]) == (one.offer.price_cents, one.offer.policy)
        assert (row["cancel_by"], row["is_late"]) == (one.cancel_by, one.is_late)
        assert row["moves"] == one.moves
        assert one.status not in {"requested", "expired"} or row["expires_at"] == one.expires

    def broken(self) -> list[str]:
        """What `invariants.sql` finds, but for what only the database's clock makes late."""
        with self._look.transaction():
            self._look.execute("select set_config('mentorat.grace', %s, true)", [LATE])
            return [str(row) for row in self._look.execute(INVARIANTS)]

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
