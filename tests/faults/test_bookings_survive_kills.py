"""What was promised to an élève stays promised, whatever is killed, whenever."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from mentorat.db.embedded import local_server
from tests.faults.crowd import ORIGIN, Crowd, Person
from tests.faults.fake_smtp import Box, Mood, SmtpServer
from tests.faults.invariants import broken
from tests.faults.processes import figures, kill_kind, wait_until_gone
from tests.faults.site import Site, free_port, run_mentorat
from tests.faults.traffic import Booker, Promise
from tests.faults.worker import Worker, bury_the_dead, wait_until_done, work_given_up

CHAOS_SECONDS = 60.0
PATIENCE_SECONDS = 150.0
ELEVES = 6
MENTORS = 3
VICTIMS = (
    *("web", "web", "worker", "worker", "worker"),
    *("postmaster", "keeper", "keeper and postmaster", "all"),
)
UNTOLD = """
    select 'untold: ' || bookings.id from bookings where 2 <> (
        select count(*) from messages
        where sent_at is not null and topic = 'booking:' || bookings.id || ':' || sequence
    )
"""


@pytest.mark.timeout(500)
def test_acknowledged_bookings_and_their_mails_survive_any_kill(home: Path) -> None:
    run_mentorat(home, "db", "upgrade")
    mentors, eleves = asyncio.run(_people(home))
    with SmtpServer(free_port(), Mood(is_greylisting=True, forgets_every=20)) as server:
        mail = {"PUBLIC_URL": ORIGIN, "MAIL": "smtp", "SMTP_URL": server.url}
        with Site(home, **mail) as site, Worker(home, **mail) as worker, site.client() as client:
            site.wait_until_ready()
            bookers = [Booker(client, one, mentors, PATIENCE_SECONDS) for one in eleves]
            kills = _chaos(site, worker, bookers)
            with local_server(home) as url:
                bury_the_dead(url)
                with Worker(home, **mail) as helper:  # who starts takes up what the dead have left
                    took = wait_until_done(worker, url, 200)
                    helper.stop()
                wrong = [*_misplaced(url, bookers), *_unmailed(url, server.box), *broken(url)]
            worker.stop()
    gone = wait_until_gone(home)
    answers = sum((booker.diary.answers for booker in bookers), Counter[str]())
    promises = sum(len(booker.diary.promises) for booker in bookers)
    box = server.box
    figures(
        f"{promises} acknowledged bookings, {len(wrong)} of them, of their mails and of the"
        f" invariants wrong; {sum(kills.values())} kills {dict(kills)}; answers {dict(answers)};"
        f" {len(box.taken)} mails in {box.copies} copies, the last {took:.0f} s after the traffic;"
        f" seed {site.port}, all processes gone {gone:.1f} s after the last user"
    )
    assert wrong == []
    assert promises > 20
    assert min(kills[kind] for kind in ("web", "worker", "postmaster", "keeper")) > 0
    assert {words.partition(" ")[0] for words in answers if words[0].isdigit()} <= {
        *("200", "201", "409", "503")
    }


async def _people(home: Path) -> tuple[list[Person], list[Person]]:
    with local_server(home) as url:
        crowd = Crowd(home, url, ())
        return [await crowd.mentor() for _ in range(MENTORS)], crowd.eleves(ELEVES)


def _chaos(site: Site, worker: Worker, bookers: Sequence[Booker]) -> Counter[str]:
    """Kill something every second or two while everybody books; how often what was killed."""
    dice = random.Random(site.port)
    kills: Counter[str] = Counter()
    for booker in bookers:
        booker.start()
    deadline = time.monotonic() + CHAOS_SECONDS
    while time.monotonic() < deadline:
        time.sleep(dice.uniform(0.6, 2.2))
        worker.look_after()
        kills.update(_strike(dice.choice(VICTIMS), site, worker))
    site.wait_until_ready()
    for booker in bookers:
        booker.stop.set()
    for booker in bookers:
        booker.join(90)
    assert [booker.diary.abandoned for booker in bookers if booker.diary.abandoned] == []
    assert all(booker.finished for booker in bookers)  # else its own words are above
    return kills


def _strike(victim: str, site: Site, worker: Worker) -> Counter[str]:
    kills: Counter[str] = Counter()
    for kind in ("keeper", "postmaster"):
        if kind in victim or victim == "all":
            kills[kind] += kill_kind(site.home, kind)
    if victim in {"web", "all"}:
        site.restart()
        kills["web"] += 1
    if victim in {"worker", "all"}:
        worker.restart()
        kills["worker"] += 1
    return kills


def _misplaced(url: str, bookers: Sequence[Booker]) -> list[str]:
    """Acknowledged bookings that are not there or stand where nothing has led them, and bookings
    that nobody was told of."""
    known: dict[str, Promise] = {}
    for booker in bookers:
        known |= booker.diary.promises
    with psycopg.connect(url) as connection:
        found = {
            booking_id: ((status, at), sequence)
            for booking_id, status, at, sequence in connection.execute(
                "select id::text, status::text, starts_at, sequence from bookings"
            )
        }
    return [
        *(f"lost: {each}" for each in known.keys() - found.keys()),
        *(f"never told: {each}" for each in found.keys() - known.keys()),
        *(
            f"{found[each]} is not explained by {promise}"
            for each, promise in known.items()
            if each in found and not promise.explains(*found[each])
        ),
    ]


def _unmailed(url: str, box: Box) -> list[str]:
    """Messages that did not arrive, bookings whose last step was told to nobody, and mails that
    nobody wrote."""
    with psycopg.connect(url) as connection:
        written = {
            f"<{each}@127.0.0.1>": is_sent
            for each, is_sent in connection.execute("select id, sent_at is not null from messages")
        }
        untold = [words for (words,) in connection.execute(UNTOLD)]
        given_up = work_given_up(connection)
    sent = {name for name, is_sent in written.items() if is_sent}
    return [*(sent - box.taken.keys()), *(box.taken.keys() - written.keys()), *untold, *given_up]
