"""A site with exactly the people, sessions and articles that the examples of the API name."""

import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uvicorn

from mentorat.accounts.callers.dev_identity import dev_identity
from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.reference.example_requests import BOOKING, MENTOR, POST, PROPOSAL
from mentorat.web.reference.example_values import MENTEE
from mentorat.web.server import PatientProtocol
from tests.blog.writing import an_article
from tests.builders import (
    EVERY_DAY,
    MONDAY,
    Rows,
    a_booking,
    a_mentor,
    a_person,
    a_student,
    change_offer,
    open_on,
    refreshed,
)
from tests.conftest import Built
from tests.machines import a_key
from tests.people import StillClock

NEWCOMER = "user_3FaNewcomer000000000000001"
MACHINE = "a server with an API key"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FORGET = """
do $$
begin
    perform set_config('session_replication_role', 'replica', true);
    delete from events;
    perform set_config('session_replication_role', 'origin', true);
    delete from bookings;
end $$
"""
OPEN = open_on(EVERY_DAY, ("09:00", "17:00"))


@dataclass
class SampleSite:
    """Where the samples are run, and what can be laid ready for them."""

    origin: str
    home: Path
    database: Database
    rows: Rows
    key: str = ""

    def token(self, user_id: str) -> str:
        """A session token as a front end gets one from Clerk; of a machine, its key."""
        if user_id == MACHINE:
            return self.key
        identity = dev_identity(self.home)
        session = f"sess_{user_id}"
        return identity.token(user_id, session_id=session, party=self.origin, now=time.time())

    async def nothing(self) -> None:
        """What stands is what is needed."""

    async def ahead(self, after: timedelta = 3 * DAY + 2 * HOUR, status: str = "confirmed") -> None:
        """A session of the mentor with the student, and no other."""
        await self.free()
        made = a_booking(
            self.rows,
            MENTOR,
            MONDAY + after,
            status=status,
            mentee_id=MENTEE,
            expires_at=MONDAY + DAY if status == "requested" else None,
        )
        self.rows(
            "update bookings set id = %s, cancel_by = starts_at - interval '1 day',"
            " price_cents = 4500, note = 'Relire mon code' where id = %s",
            *(BOOKING, made),
        )

    async def with_a_key(self) -> None:
        """A server has a key that reads everything, and there is a session to read."""
        await self.ahead()
        self.key = self.key or await a_key(self.database)

    async def requested(self) -> None:
        """A request that waits for the mentor."""
        await self.ahead(status="requested")

    async def over(self) -> None:
        """A session that is over."""
        await self.ahead(-2 * HOUR, "completed")

    async def missed(self) -> None:
        """A session to which the student did not come, says the mentor."""
        await self.ahead(-2 * HOUR, "missed")
        self.rows(
            "insert into reliability_marks (id, user_id, booking_id, kind, made_by, made_at)"
            " values (gen_random_uuid(), %s, %s, 'absent', %s, %s)",
            *(MENTEE, BOOKING, MENTOR, MONDAY - HOUR),
        )

    async def proposed(self) -> None:
        """A session for which the mentor proposes another hour."""
        await self.ahead()
        self.rows(
            "insert into move_proposals"
            " (id, booking_id, proposed_by, starts_at, proposed_at, expires_at)"
            " values (%s, %s, %s, %s, %s, %s)",
            *(UUID(PROPOSAL), BOOKING, MENTOR, MONDAY + 5 * DAY + 2 * HOUR, MONDAY, MONDAY + DAY),
        )

    async def free(self) -> None:
        """Nothing is booked, and nothing is known of what was: the next session has its id."""
        self.rows(FORGET)

    async def full(self) -> None:
        """The mentor has no free hour."""
        await change_offer(self.database, MENTOR, availability=open_on([]))
        await refreshed(self.database, MENTOR)

    async def published(self) -> None:
        """The mentor is in the directory, with free hours."""
        self.rows("update mentor_profiles set status = 'published' where user_id = %s", MENTOR)
        await change_offer(self.database, MENTOR, availability=OPEN)
        await refreshed(self.database, MENTOR)

    async def draft(self) -> None:
        """An article that could be submitted."""
        self.rows("delete from posts where id = %s", POST)
        self.rows(
            "insert into posts (id, author_id, pair_id, language, title, excerpt, markdown,"
            " status_at, created_at, updated_at)"
            " values (%s, %s, %s, 'fr', 'Relire', 'Trois habitudes.', 'Lire.', %s, %s, %s)",
            *(POST, MENTOR, POST, MONDAY, MONDAY, MONDAY),
        )
        self.rows(
            "insert into post_revisions select id, 1, title, excerpt, markdown, false, author_id,"
            " updated_at from posts where id = %s",
            POST,
        )


@pytest.fixture
async def sample_site(
    built: Built, database: Database, database_url: str, rows: Rows, tmp_path: Path
) -> AsyncIterator[SampleSite]:
    """A server with AUTH=dev on a real socket, and the people of the examples."""
    await a_mentor(database, id=MENTOR, availability=OPEN)
    await a_student(database, id=MENTEE, first_name="Élodie", last_name="Garnier")
    await a_person(database, id=NEWCOMER)
    await an_article(database, MENTOR, title="Relire sans blesser")
    rows("insert into procrastinate_workers default values")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            auth="dev", mentorat_home=tmp_path, public_url=origin, rate_limits="off"
        )
        app: Any = attach(built("dev"), settings, Database(database_url), clock=StillClock())
        config = uvicorn.Config(app, http=PatientProtocol, log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.dup()]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield SampleSite(origin, tmp_path, database, rows)
        server.should_exit = True
        thread.join()
