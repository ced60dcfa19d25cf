"""A mentor's week at a glance, and the figures of what they gave."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_booking, a_mentor, a_student
from tests.fakes.clerk_tokens import bearer
from tests.forms import typed
from tests.people import StillClock

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


async def test_a_mentor_sees_each_session_on_its_day_and_what_the_last_weeks_held(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    zoe = await a_student(database)
    first = a_booking(rows, mentor, MONDAY + timedelta(days=2), mentee_id=zoe)
    later = a_booking(rows, mentor, MONDAY + timedelta(days=30), mentee_id=zoe)
    held = [
        a_booking(rows, mentor, MONDAY - timedelta(weeks=n), mentee_id=zoe) for n in (1, 2, 2.5)
    ]
    page = typed((await client.get("/", headers=bearer(clerk_key, mentor))).text)
    week = page.partition('class="week-ahead"')[2].partition("</ol>")[0]
    assert str(first) in week
    assert str(later) not in week
    assert week.count("aucune séance") == 6
    assert "Vos huit dernières semaines" not in page
    for one in held:
        rows("update bookings set status = 'completed' where id = %s", one)
    page = typed((await client.get("/", headers=bearer(clerk_key, mentor))).text)
    figures = page.partition('class="stats"')[2].partition("</dl>")[0]
    assert "<dd>3</dd>" in figures
    assert "3 h" in figures
    eleve = typed((await client.get("/", headers=bearer(clerk_key, zoe))).text)
    assert "Votre semaine" not in eleve
