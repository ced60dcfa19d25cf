"""Who did not come: said, contested, decided, and forgotten after six months."""

from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.queries.absences import find_attendance
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, an_operator
from tests.forms import sign_in, submit, typed
from tests.people import Pair, StillClock, code_of

pytestmark = pytest.mark.anyio
AT = "2027-06-08T08:00:00Z"  # 26 hours after the clock's Monday morning
START = timedelta(hours=26)


@pytest.mark.parametrize(
    ("after_start", "status"),
    [
        (timedelta(minutes=9, seconds=59), 409),
        (timedelta(minutes=10), 201),
        (timedelta(hours=25), 201),
        (timedelta(hours=25, seconds=1), 409),
    ],
)
async def test_an_absence_is_said_from_ten_minutes_in_until_a_day_after_the_end(
    pair: Pair, clock: StillClock, after_start: timedelta, status: int
) -> None:
    path = await pair.booked(AT)
    clock.ahead = START + after_start
    answer = await pair.by(pair.mentee, f"{path}/absences")
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("side", "due"), [("mentor", 4500), ("mentee", 0)])
async def test_who_waited_in_vain_owes_nothing_and_who_did_not_come_pays(
    pair: Pair, clock: StillClock, side: str, due: int
) -> None:
    present = pair.mentor if side == "mentor" else pair.mentee
    path = await pair.booked(AT)
    clock.ahead = START + timedelta(minutes=15)
    marked = (await pair.by(present, f"{path}/absences")).json()
    assert (marked["status"], marked["dueCents"]) == ("missed", due)
    again = await pair.by(present, f"{path}/absences")
    assert code_of(again) == (409, "marked_already")


async def test_a_contested_absence_waits_for_an_operator_who_decides_what_is_due(
    pair: Pair,
    clock: StillClock,
    database: Database,
    rows: Rows,
    clerk_key: RSAKey,
) -> None:
    path = await pair.booked(AT)
    clock.ahead = START + timedelta(hours=3)
    await pair.by(pair.mentor, f"{path}/absences")
    assert (await _attendance(database, pair.mentee_id, clock)) == (1, 1)
    said = {"objection": "J'attendais dans l'autre salle"}
    contested = await pair.by(pair.mentee, f"{path}/absences/objection", said)
    assert contested.status_code == 200, contested.text
    twice = await pair.by(pair.mentee, f"{path}/absences/objection", said)
    assert code_of(twice) == (409, "nothing_to_contest")
    assert (await _attendance(database, pair.mentee_id, clock)) == (1, 0)
    await sign_in(pair.client, clerk_key, await an_operator(database))
    desk = path.replace("/api", "/admin")
    page = typed((await pair.client.get(desk)).text)
    assert "J'attendais dans l'autre salle" in page
    decision = {"do": "settle", "absent": "nobody", "reason": "La salle avait changé"}
    done = await submit(pair.client, desk, decision)
    assert done.status_code == 303, done.text
    pair.client.cookies.clear()
    found = (await pair.client.get(path, headers=pair.mentee)).json()
    assert (found["status"], found["dueCents"]) == ("completed", 4500)
    assert (await _attendance(database, pair.mentee_id, clock)) == (1, 0)
    noted = rows("select action, reason from audit_events where subject = %s", path[14:])
    assert noted == [{"action": "booking.settle", "reason": "La salle avait changé"}]


async def test_when_each_says_the_other_was_not_there_half_is_due_until_it_is_decided(
    pair: Pair, clock: StillClock
) -> None:
    path = await pair.booked(AT)
    clock.ahead = START + timedelta(minutes=20)
    await pair.by(pair.mentor, f"{path}/absences")
    both = (await pair.by(pair.mentee, f"{path}/absences")).json()
    assert (both["status"], both["dueCents"]) == ("missed", 2250)
    told = (await pair.client.get(f"{path}/absences", headers=pair.mentee)).json()["items"]
    assert {one["state"] for one in told} == {"contested"}


async def test_three_days_are_given_to_contest(pair: Pair, clock: StillClock) -> None:
    path = await pair.booked(AT)
    clock.ahead = START + timedelta(hours=2)
    await pair.by(pair.mentor, f"{path}/absences")
    clock.ahead += timedelta(hours=72, seconds=1)
    late = await pair.by(pair.mentee, f"{path}/absences/objection", {"objection": "J'étais là"})
    assert code_of(late) == (409, "nothing_to_contest")


async def test_a_mark_fades_after_six_months(
    pair: Pair, clock: StillClock, database: Database
) -> None:
    path = await pair.booked(AT)
    clock.ahead = START + timedelta(hours=2)
    await pair.by(pair.mentor, f"{path}/absences")
    assert (await _attendance(database, pair.mentee_id, clock)) == (1, 1)
    clock.ahead += timedelta(days=184)
    assert (await _attendance(database, pair.mentee_id, clock)) == (0, 0)


async def test_a_mentor_who_cancels_is_marked_once_in_ninety_days_excused_by_illness(
    pair: Pair, rows: Rows
) -> None:
    ill = {"illness": True, "reason": "Grippe"}
    first, second = await pair.booked(AT), await pair.booked("2027-06-09T08:00:00Z")
    assert (await pair.by(pair.mentor, f"{first}/cancellation", ill)).status_code == 200
    refused = await pair.by(pair.mentor, f"{second}/cancellation", ill)
    assert code_of(refused) == (409, "illness_used")
    assert (await pair.by(pair.mentor, f"{second}/cancellation")).status_code == 200
    marks = rows("select is_lifted from reliability_marks order by is_lifted")
    assert [mark["is_lifted"] for mark in marks] == [False, True]


async def _attendance(database: Database, person: str, clock: StillClock) -> tuple[int, int]:
    async with database.unit(writes=False) as unit:
        found = await find_attendance(Db(unit), person, now=MONDAY + clock.ahead)
    return found.sessions, found.missed
