"""A word that somebody types is theirs: it means nothing to the machine."""

from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import DECLINE_REQUESTS, TELL_BOOKING
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows, become_eleve, change_offer
from tests.people import Pair, StillClock, an_eleve, book
from tests.working import Worker

pytestmark = pytest.mark.anyio
AT, NEXT_DAY = "2027-06-10T08:00:00Z", "2027-06-11T08:00:00Z"


async def test_a_mentor_who_disputes_with_the_word_illness_has_not_been_ill(
    pair: Pair, clock: StillClock
) -> None:
    missed, ahead = await pair.booked(AT), await pair.booked("2027-06-20T08:00:00Z")
    clock.ahead = timedelta(days=3, hours=3)
    await pair.by(pair.mentee, f"{missed}/absences")
    said = await pair.by(pair.mentor, f"{missed}/absences/objection", {"objection": "illness"})
    assert said.status_code == 200
    ill = await pair.by(pair.mentor, f"{ahead}/cancellation", {"illness": True})
    assert ill.status_code == 200, ill.text


async def test_a_reason_that_reads_left_is_read_by_the_other(
    pair: Pair, rows: Rows, database: Database, settings: Settings, clerk_key: RSAKey
) -> None:
    path = await pair.booked(AT)
    await pair.by(pair.mentor, f"{path}/cancellation", {"reason": "left"})
    worker = Worker(settings, database)
    await worker.publish(rows)
    await worker.take(rows, TELL_BOOKING)
    letters = rows("select body_text from messages where recipient_id = %s", pair.mentee_id)
    assert any("\n\nleft\n\n" in letter["body_text"] for letter in letters)
    page = await pair.client.get(path.removeprefix("/api"), headers=pair.mentee)
    assert ">left</dd>" in page.text


async def test_who_left_has_said_nothing(
    pair: Pair, rows: Rows, database: Database, settings: Settings, clerk_key: RSAKey
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    other = await an_eleve(database, clerk_key)
    await book(pair.client, pair.mentor_id, other, NEXT_DAY)
    await become_eleve(database, pair.mentor_id)
    await Worker(settings, database).do(DECLINE_REQUESTS, mentor_id=pair.mentor_id)
    assert rows("select status::text, reason from bookings") == [
        {"status": "declined", "reason": None}
    ]
