"""Slots over HTTP: what the cases expect of the arithmetic, a visitor is offered."""

import itertools
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, MONDAY, Rows, a_booking, a_mentor, open_on
from tests.directory.asking import problems, starts_of
from tests.fakes.clerk_tokens import bearer
from tests.people import StillClock

pytestmark = pytest.mark.anyio

Case = dict[str, Any]
CASES: list[Case] = json.loads(
    (Path(__file__).parents[1] / "data" / "slot_cases.json").read_text("utf-8")
)
HORIZON = timedelta(days=365)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# What the database would never hold: two promises of one hour.
IMPOSSIBLE = {"bookings_unsorted_and_overlapping"}
REFUSED_BY_THE_PROFILE: set[str] = set()  # every schedule of the cases is one a mentor may have


def overlap(case: Case) -> bool:
    """Whether two of its bookings that take time claim the same hour."""
    taken = sorted(
        (booking["start"], booking["end"])
        for booking in case["existing_bookings"]
        if booking.get("status") not in {"cancelled", "declined"}
    )
    return any(later[0] < earlier[1] for earlier, later in itertools.pairwise(taken))


def moment_of(case: Case) -> datetime:
    """The case's now, or a day before its question when that is beyond any horizon."""
    now = datetime.fromisoformat(case["now"])
    first, last = (datetime.fromisoformat(case["query"][end]) for end in ("from", "to"))
    if last < now + HORIZON:
        return now
    assert case["min_notice_minutes"] == 0
    assert all(booking.get("status") != "held" for booking in case["existing_bookings"])
    return first - DAY


def document_of(case: Case) -> Case:
    """The case's schedule as a mentor sends it."""
    return {
        "headline": "Toujours à l'heure",
        "expertise": ["Python"],
        "hourlyRateCents": 0,
        "currency": "EUR",
        "languages": ["fr"],
        "availability": {
            "timezone": case["mentor_timezone"],
            "weekly": case["weekly"],
            "overrides": case["overrides"],
            "buffersMinutes": case["buffers_minutes"],
            "minNoticeMinutes": case["min_notice_minutes"],
            "slotMinutes": case["slot_minutes"],
            "stepMinutes": case["step_minutes"],
            "horizonDays": HORIZON.days,
        },
    }


def promise(rows: Rows, mentor: str, case: Case) -> None:
    """The case's bookings, each with the buffers of the case around it."""
    buffers = {name: n * MINUTE for name, n in case["buffers_minutes"].items()}
    for booking in case["existing_bookings"]:
        start, end = (datetime.fromisoformat(booking[name]) for name in ("start", "end"))
        status = {"pending": "requested"}.get(found := booking.get("status", "confirmed"), found)
        until = booking.get("expires_at") and datetime.fromisoformat(booking["expires_at"])
        a_booking(rows, mentor, start, ends_at=end, status=status, expires_at=until, **buffers)


async def test_the_cases_are_answered_over_http(
    client: httpx2.AsyncClient,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    clock: StillClock,
) -> None:
    assert len(CASES) == 87
    assert {case["name"] for case in CASES if overlap(case)} == IMPOSSIBLE
    mentor = await a_mentor(database)
    refused, answers, expected = set(), {}, {}
    for case in CASES:
        if case["name"] in IMPOSSIBLE:
            continue
        rows("delete from bookings")
        promise(rows, mentor, case)
        clock.at = moment_of(case)
        saved = await client.put(
            "/api/me/mentor-profile", json=document_of(case), headers=bearer(clerk_key, mentor)
        )
        if saved.status_code == 422:
            refused.add(case["name"])
            continue
        assert saved.status_code == 200, saved.text
        answers[case["name"]] = await starts_of(client, mentor, **case["query"])
        expected[case["name"]] = case["expected_slot_starts"]
    assert refused == REFUSED_BY_THE_PROFILE
    assert answers == expected
    assert len(answers) == 86


def test_the_clock_of_a_case_is_its_own_or_makes_no_difference() -> None:
    own = 0
    for case in CASES:
        now = datetime.fromisoformat(case["now"])
        first, last = (datetime.fromisoformat(case["query"][end]) for end in ("from", "to"))
        own += moment_of(case) == now
        assert moment_of(case) <= max(first, now), case["name"]
        assert last - moment_of(case) < HORIZON, case["name"]
    assert own == 7


STATUSES = {
    "requested": True,
    "held": True,
    "confirmed": True,
    "declined": False,
    "expired": False,
    "withdrawn": False,
    "released": False,
    "cancelled": False,
    "completed": False,
    "missed": False,
}


async def test_what_is_promised_takes_time_and_what_is_over_does_not(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentor = await a_mentor(database, availability=open_on(["mon"], ("12:00", "13:00")))
    noon = datetime(2027, 6, 7, 10, 0, tzinfo=UTC)
    known = rows("select unnest(enum_range(null::booking_status))::text as status")
    assert {row["status"] for row in known} == set(STATUSES)
    blocks = {}
    for status in STATUSES:
        rows("delete from bookings")
        a_booking(rows, mentor, noon, status=status, expires_at=MONDAY + HOUR)
        offered = await starts_of(client, mentor, to="2027-06-08T00:00:00Z")
        blocks[status] = offered == []
    assert blocks == STATUSES


async def test_a_hold_takes_time_until_it_lapses(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clock: StillClock
) -> None:
    mentor = await a_mentor(database, availability=open_on(["mon"], ("12:00", "13:00")))
    noon = datetime(2027, 6, 7, 10, 0, tzinfo=UTC)
    a_booking(rows, mentor, noon, status="held", expires_at=MONDAY + 15 * MINUTE)
    seen = []
    for at in (MONDAY, MONDAY + 15 * MINUTE - timedelta(microseconds=1), MONDAY + 15 * MINUTE):
        clock.at = at
        seen.append(len(await starts_of(client, mentor, to="2027-06-08T00:00:00Z")))
    assert seen == [0, 0, 1]


def together(parts: Iterable[list[str]]) -> list[str]:
    return [start for part in parts for start in part]


async def test_neighbouring_questions_are_one_long_one(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    week = open_on(EVERY_DAY, ("09:00", "12:00"), ("22:30", "01:00"), maxSessionsPerDay=2)
    mentor = await a_mentor(database, availability=week)
    for day, hour in ((10, 7), (10, 20), (12, 8), (30, 9)):
        a_booking(rows, mentor, datetime(2027, 6, day, hour, 10, tzinfo=UTC), after=20 * MINUTE)
    edges = ["2027-06-07T00:00:00Z", "2027-06-10T07:10:00Z", "2027-06-10T20:30:00Z"]
    edges += ["2027-06-12T22:00:00Z", "2027-07-01T12:34:56Z", "2027-08-07T00:00:00Z"]
    pairs = [{"from": since, "to": until} for since, until in itertools.pairwise(edges)]
    whole = await starts_of(client, mentor, **{"from": edges[0], "to": edges[-1]})
    assert whole == together([await starts_of(client, mentor, **pair) for pair in pairs])
    assert len(whole) == len(set(whole)) > 200


async def test_a_question_without_bounds_is_about_the_next_two_weeks(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database, availability=open_on(EVERY_DAY, ("12:00", "13:00")))
    answer = (await client.get(f"/api/mentors/{mentor}/slots")).json()
    assert answer["timezone"] == "Europe/Paris"
    assert answer["items"][0] == {
        "startsAt": "2027-06-07T10:00:00Z",
        "endsAt": "2027-06-07T11:00:00Z",
    }
    assert len(answer["items"]) == 14
    later = await starts_of(client, mentor, **{"from": "2027-07-01T00:00:00Z"})
    assert (later[0], len(later)) == ("2027-07-01T10:00:00Z", 14)
    past = await starts_of(client, mentor, **{"from": "2027-06-01T00:00:00Z"})
    assert (past[0], len(past)) == ("2027-06-07T10:00:00Z", 8)
    offset = await starts_of(client, mentor, to="2027-06-08T12:00:00.000001+02:00")
    assert offset == ["2027-06-07T10:00:00Z", "2027-06-08T10:00:00Z"]


async def test_62_days_are_the_most_of_one_question_however_it_is_asked(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database, availability=open_on(EVERY_DAY, ("12:00", "13:00")))
    path = f"/api/mentors/{mentor}/slots"
    whole = await starts_of(
        client, mentor, **{"from": "2027-06-07T06:00:00Z", "to": "2027-08-08T06:00:00Z"}
    )
    assert len(whole) == 61  # to the horizon of sixty days, with today
    for asked in (
        "from=2027-06-07T06:00:00Z&to=2027-08-08T06:00:01Z",
        "to=2027-08-08T06:00:01Z",
    ):
        assert [code for _, code in await problems(client, f"{path}?{asked}")] == ["range_too_long"]


async def test_what_is_no_range_of_instants_is_refused(
    client: httpx2.AsyncClient, database: Database
) -> None:
    path = f"/api/mentors/{await a_mentor(database)}/slots"
    backwards = "from=2027-06-08T00:00:01Z&to=2027-06-08T00:00:00Z"
    assert [code for _, code in await problems(client, f"{path}?{backwards}")] == ["backwards"]
    for odd in (
        "2027-06-08",
        "2027-06-08T00:00:00",
        "tomorrow",
        "1812960000",
        "1899-12-31T23:00:00Z",
    ):
        asked = httpx2.QueryParams({"from": odd, "to": odd, "days": "3"})
        pointers = {pointer for pointer, _ in await problems(client, f"{path}?{asked}")}
        assert pointers == {"/from", "/to", "/days"}, odd
    twice = "from=2027-06-08T00:00:00Z&from=2027-06-08T00:00:00Z"
    assert [pointer for pointer, _ in await problems(client, f"{path}?{twice}")] == ["/from"]
    assert (await client.get("/api/mentors/user_3FbNobody/slots")).status_code == 404
