"""Booking without a site: the very statements, as plain psycopg pipelines, in a process of its own.

They are recorded from one real promise, flight by flight, so that they stay the site's.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import uvloop

from bench.limit import Flights, Recorder
from mentorat.bookings.actions.book import book
from mentorat.bookings.schemas import BookingChoice
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.url import libpq_url
from mentorat.viewer import SignedIn

CONNECTIONS = 8
PROMISE = "INSERT INTO bookings"

Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Order:
    """Who wants which hour of whom."""

    mentor_id: str
    mentee_id: str
    starts_at: datetime


@dataclass(frozen=True)
class RecordedStatements:
    """One real promise: its statements, flight by flight, and what it was about."""

    order: Order
    booking_id: UUID
    flights: list[list[Statement]]
    now: datetime

    def of(self, order: Order) -> list[list[Statement]]:
        """The same for somebody else's hour."""
        booking_id = uuid4()
        words = {
            self.order.mentor_id: order.mentor_id,
            self.order.mentee_id: order.mentee_id,
            str(self.booking_id): str(booking_id),
        }
        later = order.starts_at - self.order.starts_at

        def moved(value: Any) -> Any:
            if isinstance(value, str):
                for old, new in words.items():
                    value = value.replace(old, new)
                return value
            if isinstance(value, list):
                return [moved(one) for one in value]
            if isinstance(value, UUID):
                return booking_id if value == self.booking_id else uuid4()
            if isinstance(value, datetime) and value > self.now:
                return value + later
            return value

        return [
            [(sql, {name: moved(value) for name, value in given.items()}) for sql, given in flight]
            for flight in self.flights
        ]


def record(url: str, order: Order) -> RecordedStatements:
    """Book that hour once, and remember how."""
    now = datetime.now(UTC) + timedelta(seconds=1)

    async def main() -> tuple[UUID, Flights]:
        database, flights = Database(url, size=1), Flights()
        await database.open()
        unit = Recorder(database, writes=True, flights=flights)
        viewer = SignedIn(order.mentee_id, "USER", None, None, None, None, None)
        choice = BookingChoice.model_validate(
            {"mentorId": order.mentor_id, "startsAt": order.starts_at.isoformat()}
        )
        try:
            booking_id = await book(Db(unit), choice, viewer=viewer, now=now)
            await unit.commit()
        finally:
            await unit.release()
            await database.close()
        return booking_id, flights

    booking_id, flights = asyncio.run(main())
    plain = [[(sent.sql, dict(sent.values)) for sent in flight] for flight in flights]
    return RecordedStatements(order, booking_id, plain, now)


def book_barely(
    url: str, recording: RecordedStatements, orders: list[Order], seconds: float
) -> tuple[Counter[str], float]:
    """Orders booked with eight connections until all are, or the time is up: how many were won
    and how many refused, and how long it took."""
    work = [recording.of(order) for order in orders]

    async def main() -> tuple[Counter[str], float]:
        connections = [
            await psycopg.AsyncConnection.connect(
                libpq_url(url), autocommit=True, prepare_threshold=0
            )
            for _ in range(CONNECTIONS)
        ]
        left, tally = iter(work), Counter[str]()
        started_at = time.perf_counter()
        deadline = started_at + seconds
        await asyncio.gather(*(_work_off(one, left, tally, deadline) for one in connections))
        elapsed = time.perf_counter() - started_at
        for one in connections:
            await one.close()
        return tally, elapsed

    return uvloop.run(main())


async def _work_off(
    connection: psycopg.AsyncConnection[Any],
    left: Iterator[list[list[Statement]]],
    tally: Counter[str],
    deadline: float,
) -> None:
    while time.perf_counter() < deadline and (flights := next(left, None)):
        tally[await _booked(connection, flights)] += 1


async def _booked(connection: psycopg.AsyncConnection[Any], flights: list[list[Statement]]) -> str:
    for flight in flights:
        async with connection.pipeline():
            cursors = [await connection.execute(sql, values) for sql, values in flight]
        for (sql, _), cursor in zip(flight, cursors, strict=True):
            if sql.startswith(PROMISE) and await cursor.fetchone() is None:
                await connection.rollback()
                return "refused"
    return "won"
