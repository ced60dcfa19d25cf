"""Many want one hour at the same moment: it is promised once, and nobody waits in a circle.

Over HTTP, through two web processes, with PostgreSQL behind them and with PgBouncer in between.
`ROUNDS` shortens or lengthens the longest of them.
"""

import os
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.crowd import FRONTS, HOUR, Answer, Crowd, Person, at_once, crowd_at, hour
from tests.faults.processes import figures

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.timeout(1200),
    pytest.mark.parametrize("front", FRONTS),
]
ROUNDS = int(os.environ.get("ROUNDS", "100"))
CROWD = 200
QUARTER = timedelta(minutes=15)
SLOWEST_SECONDS = 10.0


async def test_of_two_hundred_eleves_exactly_one_gets_the_hour(
    home: Path, database_url: str, front: str
) -> None:
    winners: Counter[str] = Counter()
    async with crowd_at(home, database_url, front) as crowd:
        mentor, eleves = await crowd.mentor(), crowd.eleves(CROWD)
        for turn in range(ROUNDS):
            answers = await at_once(*(crowd.book(one, mentor, hour(turn)) for one in eleves))
            codes = Counter(answer.code for answer in answers)
            assert codes == {"201": 1, "409 slot_taken": CROWD - 1}
            assert all(answer.body["nearest"] for answer in answers if answer.status == 409)
            winners.update(_mentees(answers))
    figures(
        f"{ROUNDS} rounds of {CROWD} élèves on one hour, {front}: {winners.total()} promises to"
        f" {len(winners)} of them; {crowd.waits()}"
    )
    assert winners.total() == ROUNDS
    assert max(answer.seconds for answer in crowd.answers) < SLOWEST_SECONDS


async def test_hours_that_overlap_without_being_equal_are_not_promised_twice(
    home: Path, database_url: str, front: str
) -> None:
    rounds, promised = max(1, ROUNDS // 4), 0
    buffers = {"before": 0, "after": 15}
    async with crowd_at(home, database_url, front) as crowd:
        mentor = await crowd.mentor(stepMinutes=15, buffersMinutes=buffers)
        eleves = crowd.eleves(CROWD)
        for turn in range(rounds):
            starts = [hour(turn * 6) + QUARTER * step for step in range(17)]
            wanted = [(one, starts[n * 7 % len(starts)]) for n, one in enumerate(eleves)]
            answers = await at_once(*(crowd.book(one, mentor, at) for one, at in wanted))
            won = sorted(_begins(answer) for answer in answers if answer.status == 201)
            assert {answer.code for answer in answers} <= {"201", "409 slot_taken"}
            assert won
            assert all(later - earlier >= HOUR + QUARTER for earlier, later in pairwise(won))
            promised += len(won)
    figures(
        f"{rounds} rounds of {CROWD} élèves on 17 overlapping starts, {front}: {promised} promises,"
        f" none of which overlap; {crowd.waits()}"
    )


async def test_a_session_moves_into_an_hour_or_somebody_books_it(
    home: Path, database_url: str, front: str
) -> None:
    rounds, won = max(1, ROUNDS // 4), Counter[str]()
    async with crowd_at(home, database_url, front) as crowd:
        mentor, eleves = await crowd.mentor(), crowd.eleves(10)
        for turn in range(rounds):
            won[await _moved_or_booked(crowd, mentor, eleves, turn * 10)] += 1
    figures(f"{rounds} hours wanted by 5 moves and 5 bookings, {front}: {dict(won)}")


async def _moved_or_booked(crowd: Crowd, mentor: Person, eleves: list[Person], first: int) -> str:
    """Who got the hour that five hold a session to move into and five others want to book."""
    movers, bookers, wanted = eleves[:5], eleves[5:], hour(first + 5)
    old = [await crowd.book(one, mentor, hour(first + n)) for n, one in enumerate(movers)]
    assert [answer.status for answer in old] == [201] * 5
    target = {"startsAt": wanted.isoformat()}
    answers = await at_once(
        *(
            crowd.post(one, f"/api/bookings/{kept.body['id']}/move", target)
            for one, kept in zip(movers, old, strict=True)
        ),
        *(crowd.book(one, mentor, wanted) for one in bookers),
    )
    statuses = Counter(answer.status for answer in answers)
    assert statuses[409] == len(answers) - 1
    (winner,) = (answer for answer in answers if answer.status != 409)
    assert _begins(winner) == wanted
    for kept, moved, one in zip(old, answers[:5], movers, strict=True):
        listed = await crowd.get(one, f"/api/bookings/{kept.body['id']}")
        assert _begins(listed) == (wanted if moved.status == 200 else _begins(kept))
    return "moved" if winner.status == 200 else "booked"


async def test_an_eleve_who_asks_two_mentors_for_one_hour_gets_one(
    home: Path, database_url: str, front: str
) -> None:
    rounds, codes = max(1, ROUNDS // 10), Counter[str]()
    async with crowd_at(home, database_url, front) as crowd:
        mentors, eleves = [await crowd.mentor(), await crowd.mentor()], crowd.eleves(50)
        for turn in range(rounds):
            wanted = [(one, m, n) for n, one in enumerate(eleves) for m in mentors]
            answers = await at_once(
                *(crowd.book(one, m, hour(turn * 50 + n)) for one, m, n in wanted)
            )
            pairs = zip(answers[::2], answers[1::2], strict=True)
            assert {tuple(sorted((a.status, b.status))) for a, b in pairs} == {(201, 409)}
            codes.update(answer.code for answer in answers)
    figures(f"{rounds * 50} élèves asked two mentors for one hour each, {front}: {dict(codes)}")


def _mentees(answers: list[Answer]) -> list[str]:
    return [answer.body["mentee"]["id"] for answer in answers if answer.status == 201]


def _begins(answer: Answer) -> datetime:
    return datetime.fromisoformat(answer.body["startsAt"])
