"""Two who are right at the same moment: one wins, the other is told, and neither waits for ever."""

import asyncio
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.faults.crowd import FRONTS, Answer, Crowd, Person, at_once, crowd_at, hour
from tests.faults.processes import figures

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.timeout(600),
    pytest.mark.parametrize("front", FRONTS),
]
DUELS = 60
TABS = 50
CLICKS = 10


async def test_a_mentor_accepts_while_the_eleve_withdraws(
    home: Path, database_url: str, front: str
) -> None:
    ends: Counter[str] = Counter()
    async with crowd_at(home, database_url, front) as crowd:
        mentor, eleves = await crowd.mentor("request"), crowd.eleves(DUELS)
        for number, eleve in enumerate(eleves):
            ends[await _accepted_or_withdrawn(crowd, mentor, eleve, number)] += 1
    figures(f"{DUELS} requests accepted and withdrawn at once, {front}: {dict(ends)}")
    assert len(ends) > 1  # both sides win now and then, else this was no race


async def _accepted_or_withdrawn(crowd: Crowd, mentor: Person, eleve: Person, number: int) -> str:
    asked = await crowd.book(eleve, mentor, hour(number))
    assert (asked.status, asked.body["status"]) == (201, "requested")
    path = f"/api/bookings/{asked.body['id']}"

    async def withdraw() -> Answer:
        await asyncio.sleep(number % 6 * 0.001)
        # What was seen: a request. If it was answered since, this is another thing to decide.
        return await crowd.post(eleve, f"{path}/cancellation", {"sequence": 0})

    yes, back = await at_once(crowd.post(mentor, f"{path}/confirmation"), withdraw())
    found = await crowd.get(eleve, path)
    stands, sequence = found.body["status"], found.body["sequence"]
    assert (yes.status, back.status, stands, sequence) in {
        (200, 409, "confirmed", 1),
        (409, 200, "withdrawn", 1),
    }
    return str(stands)


async def test_fifty_tabs_with_one_key_make_one_booking(
    home: Path, database_url: str, front: str
) -> None:
    async with crowd_at(home, database_url, front) as crowd:
        mentor, (eleve,) = await crowd.mentor(), crowd.eleves(1)
        for click in range(CLICKS):
            tabs = [
                crowd.book(eleve, mentor, hour(click), key=f"click-{click}") for _ in range(TABS)
            ]
            answers = await at_once(*tabs)
            assert {answer.code for answer in answers} == {"201"}
            assert len({answer.body["id"] for answer in answers}) == 1
    with psycopg.connect(database_url) as connection:
        (kept,) = connection.execute("select count(*) from bookings").fetchone() or (0,)
    figures(f"{CLICKS} clicks sent {TABS} times each, {front}: {kept} bookings; {crowd.waits()}")
    assert kept == CLICKS


async def test_of_two_mentors_who_book_each_other_one_teaches_and_nobody_waits_in_a_circle(
    home: Path, database_url: str, front: str
) -> None:
    codes: Counter[str] = Counter()
    async with crowd_at(home, database_url, front) as crowd:
        one, other = await crowd.mentor(), await crowd.mentor()
        for number in range(DUELS):
            at = hour(number)
            pairs = [(one, other), (other, one)] * 10
            answers = await at_once(*(crowd.book(who, whom, at) for who, whom in pairs))
            won = [answer for answer in answers if answer.status == 201]
            assert {answer.status for answer in answers} == {201, 409}
            assert len(won) == 1
            codes[f"{len(won)} promised"] += 1
    figures(
        f"{DUELS} hours in which two mentors booked each other ten times each, {front}:"
        f" {dict(codes)}; {crowd.waits()}"
    )
