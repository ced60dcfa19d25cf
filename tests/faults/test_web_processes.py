"""Several web processes behind one port: one of them is killed, and only its own clients notice."""

import contextlib
import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.faults.children import PROCESSES, READY_SECONDS, GroupSite
from tests.faults.processes import figures, kill, wait_until, wait_until_gone
from tests.faults.site import free_port, mentorat, run_mentorat

CLIENTS = 12
REQUESTS_A_CONNECTION = 25
KILLS = int(os.environ.get("KILLS", "6"))
PATHS = ("/health/live", "/health/ready", "/api/mentors?limit=5")


@pytest.fixture
def group(home: Path, database_url: str) -> Iterator[GroupSite]:
    """Three web processes in front of a migrated database, all of them serving."""
    with GroupSite(home, DATABASE_URL=database_url) as started:
        started.wait_until_ready(READY_SECONDS)
        started.wait_until_all_serve()
        yield started
    wait_until_gone(home)


@dataclass
class Load:
    """Clients that ask all the while, on connections that they keep for a time."""

    site: GroupSite
    over: threading.Event = field(default_factory=threading.Event)
    answered: int = 0
    odd: list[tuple[int, str]] = field(default_factory=list)  # by the client's port

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(CLIENTS)]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for each in self._threads:
            each.join(20)

    def _ask(self) -> None:
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=15)
            port = 0
            try:
                connection.connect()
                port = connection.sock.getsockname()[1]
                self._ask_on(connection, port)
            except (OSError, http.client.HTTPException) as error:
                self.odd.append((port, repr(error)))
            finally:
                connection.close()

    def _ask_on(self, connection: http.client.HTTPConnection, port: int) -> None:
        for _ in range(REQUESTS_A_CONNECTION):
            if self.over.is_set():
                return
            connection.request("GET", random.choice(PATHS))
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                self.answered += 1
            else:
                self.odd.append((port, str(answer.status)))


def test_who_is_served_by_the_others_never_notices_that_one_was_killed(group: GroupSite) -> None:
    own: set[int] = set()
    replaced = []
    with Load(group) as load:
        time.sleep(1)
        for _ in range(KILLS):
            before = load.answered
            victim = random.choice(group.serving())
            os.kill(victim, signal.SIGSTOP)  # it takes no new connection while we look
            own |= group.clients_of(victim)
            kill(victim)
            replaced.append(group.wait_until_all_serve())
            assert load.answered > before
    strangers = [one for one in load.odd if one[0] not in own]
    figures(
        f"{KILLS} web processes of {PROCESSES} killed under load: {load.answered} answered,"
        f" {len(load.odd)} failed, {len(strangers)} of them not on a connection of the killed;"
        f" all served again after {max(replaced):.1f} s at the most"
    )
    assert load.answered > 100 * KILLS
    assert strangers == []
    assert group.process.poll() is None


def test_whichever_process_answers_tells_the_figures_of_all(group: GroupSite) -> None:
    for _ in range(60):
        assert group.get("/health/live") == 200
    time.sleep(1.5)  # each tells the others once a second
    answers = [_figures(group) for _ in range(20)]
    assert {found["mentorat_web_processes",] for found in answers} == {PROCESSES}
    assert {found["mentorat_requests_total", "/health/live", "2xx"] for found in answers} == {60}
    assert {found["mentorat_database_connections_max",] for found in answers} == {10 * PROCESSES}
    asked = [found.get(("mentorat_requests_total", "/metrics", "2xx"), 0) for found in answers]
    assert asked == sorted(asked)  # what the others have counted is up to a second old
    for victim in group.serving():
        kill(victim)
    wait_until(lambda: group.get("/health/live") == 200, 20, "another process answers")
    group.wait_until_all_serve()
    assert _figures(group)["mentorat_requests_total", "/health/live", "2xx"] >= 60


def _figures(site: GroupSite) -> dict[tuple[str, ...], float]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=15)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)  # type: ignore[no-untyped-call]  # its reader is untyped
        for sample in family.samples
    }


def test_a_process_that_was_asked_to_end_is_replaced_too(group: GroupSite) -> None:
    with Load(group) as load:
        time.sleep(0.5)
        leaving = group.serving()[0]
        own = group.clients_of(leaving)
        os.kill(leaving, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while leaving in group.children():  # it lets newcomers in until it hears the signal
            with contextlib.suppress(FileNotFoundError):  # it has just left
                own |= group.clients_of(leaving)
            assert time.monotonic() < deadline
        group.wait_until_all_serve()
    assert {port for port, _ in load.odd} <= own
    assert group.process.poll() is None


def test_a_group_that_is_starting_stops_at_once(home: Path) -> None:
    times: dict[float, float] = {}
    for after in (0.2, 0.6, 1.0, 1.5, 2.0, 3.0):
        with GroupSite(home) as site:
            time.sleep(after)
            site.process.terminate()
            started = time.monotonic()
            site.process.wait(10)
            times[after] = time.monotonic() - started
        wait_until_gone(home)
        assert b"Traceback" not in (home / "command.log").read_bytes()
    told = ", ".join(f"{after} s: {took:.2f} s" for after, took in times.items())
    figures(f"SIGTERM while {PROCESSES} processes start, stopped after: {told}")
    assert max(times.values()) < 3


def test_when_their_parent_is_killed_all_of_them_end(group: GroupSite, home: Path) -> None:
    kill(group.process.pid)
    seconds = wait_until_gone(home)
    figures(f"the parent of {PROCESSES} web processes killed: nothing left {seconds:.1f} s later")


def test_a_process_that_dies_again_and_again_is_not_started_in_a_loop(group: GroupSite) -> None:
    seen = set(group.children())
    until = time.monotonic() + 6
    while time.monotonic() < until:
        for pid in group.children():
            if pid not in seen or pid == max(seen):
                seen.add(pid)
                kill(pid)
                break
        assert group.get("/health/live") == 200
        time.sleep(0.02)
    figures(f"one place whose process was killed at once for 6 s: {len(seen) - PROCESSES} starts")
    assert len(seen) - PROCESSES < 10
    group.wait_until_all_serve()


def test_a_site_that_cannot_open_its_database_at_all_says_so_once_and_ends(home: Path) -> None:
    port = free_port()
    (home / "postgres-18").write_text("in the way", encoding="utf-8")
    words = ("serve", "--port", str(port), "--processes", str(PROCESSES))
    process = mentorat(home, *words)
    assert process.wait(30) == 1
    assert wait_until_gone(home) < 5


def test_the_private_database_is_started_once_for_all(home: Path) -> None:
    run_mentorat(home, "db", "upgrade")
    with GroupSite(home) as site:
        site.wait_until_ready(READY_SECONDS)
        site.wait_until_all_serve()
        site.process.terminate()
        assert site.process.wait(12) == 0
    wait_until_gone(home)
