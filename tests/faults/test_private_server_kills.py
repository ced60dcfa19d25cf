"""Many short-lived users of the private server, killed at random together with it."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg

from mentorat.db.embedded import local_server
from tests.faults.processes import environment, figures, kill_kind, wait_until_gone

CHAOS_SECONDS = 20.0
WRITERS = 4


def test_no_acknowledged_row_is_lost_whoever_is_killed(home: Path) -> None:
    with local_server(home) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table kept (id text primary key)")
    acknowledged = home / "acknowledged"
    acknowledged.touch()
    seed = time.time_ns() % 1_000_000
    kills = _chaos(home, acknowledged, random.Random(seed))
    told = acknowledged.read_text().split()
    started = time.monotonic()
    with local_server(home) as url, psycopg.connect(url) as connection:
        back = time.monotonic() - started
        kept = {row for (row,) in connection.execute("select id from kept").fetchall()}
    gone = wait_until_gone(home)
    lost = set(told) - kept
    figures(
        f"{len(lost)} of {len(told)} acknowledged rows lost ({len(kept)} kept), kills {dict(kills)},"
        f" seed {seed}, served again {back:.1f} s after, nothing left {gone:.1f} s after the last user"
    )
    assert lost == set()
    assert len(told) > 200
    assert min(kills[kind] for kind in ("writer", "postmaster", "keeper")) > 0


Writers = list[subprocess.Popen[bytes]]


def _chaos(home: Path, acknowledged: Path, dice: random.Random) -> Counter[str]:
    """Writers come and are killed, alone or all at once, as are the server and its keeper."""
    kills: Counter[str] = Counter()
    writers: Writers = []
    deadline = time.monotonic() + CHAOS_SECONDS
    try:
        while time.monotonic() < deadline:
            while len(writers) < WRITERS:
                writers.append(_start_writer(home, acknowledged))
            time.sleep(dice.uniform(0.1, 0.9))
            victim = dice.choice(("one", "one", "one", "all", "postmaster", "keeper", "everything"))
            kills["postmaster"] += _kill_if(
                home, victim in {"postmaster", "everything"}, "postmaster"
            )
            kills["keeper"] += _kill_if(home, victim in {"keeper", "everything"}, "keeper")
            doomed = writers[:] if victim in {"all", "everything"} else writers[:1]
            for writer in doomed if victim in {"one", "all", "everything"} else []:
                kills["writer"] += _end(writers, writer)
    finally:
        for writer in writers[:]:
            kills["writer"] += _end(writers, writer)
    return kills


def _start_writer(home: Path, acknowledged: Path) -> subprocess.Popen[bytes]:
    with (home / "writers.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.write", str(home), str(acknowledged)],
            env=environment(home),
            stderr=log,
        )


def _kill_if(home: Path, wanted: bool, kind: str) -> int:
    return kill_kind(home, kind) if wanted else 0


def _end(writers: Writers, writer: subprocess.Popen[bytes]) -> int:
    writers.remove(writer)
    writer.kill()
    return int(writer.wait(10) < 0)
