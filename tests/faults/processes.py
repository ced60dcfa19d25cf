"""The processes of one folder: finding them, killing them, counting what is left of them."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import Cluster

ROOT = Path(__file__).parents[2]
CODE = os.pathsep.join((str(ROOT), str(ROOT / "src")))
# Crowds book and ask more than anybody may.
UNLIMITED = {
    "RATE_LIMITS": "off",
    "BOOKINGS_PAIR_MAX": "100000",
    "BOOKINGS_OPEN_MAX": "100000",
    "BOOKINGS_DAILY_MAX": "100000",
}
LEFT_SECONDS = 10.0  # nothing may remain this long after the last user left


@contextlib.contextmanager
def disposable_home(name: str = "home") -> Iterator[Path]:
    """A folder of its own, in which nothing runs afterwards."""
    base = Path(tempfile.mkdtemp(prefix="mentorat-faults-")).resolve()
    folder = base / name
    folder.mkdir()
    try:
        yield folder
    finally:
        for _round in range(20):  # a keeper may be starting a server just now
            left = processes_of(folder)
            if not left:
                break
            for pid in left:
                kill(pid)
            time.sleep(0.2)
        hashed = cluster_of(folder).socket_folder.name.rpartition("-")[2]
        for sockets in Path("/tmp").glob(f"mentorat-*-{hashed}"):  # whoever ran the server
            shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(base, ignore_errors=True)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process of the product gets; no LANG, no DATABASE_URL unless given."""
    ours = {"HOME": str(home), "MENTORAT_HOME": str(home), "AUTH": "dev", "PYTHONPATH": CODE}
    return {"PATH": os.environ["PATH"], **ours, **UNLIMITED, **more}


def cluster_of(home: Path) -> Cluster:
    """Where the private server of a folder keeps its files."""
    return Cluster(home, find_binaries())


def figures(sentence: str) -> None:
    """One line of what a test measured."""
    print(f"\n  {sentence} ", end="", flush=True)


def wait_until(holds: Callable[[], bool], within: float, what: str) -> float:
    """The seconds it took; fails when it takes longer than `within`."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < within, f"not within {within} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def wait_until_gone(home: Path, within: float = LEFT_SECONDS) -> float:
    """The seconds until no process of this folder is left."""
    started = time.monotonic()
    while left := processes_of(home):
        assert time.monotonic() - started < within, f"still running after {within} s: {left}"
        time.sleep(0.05)
    return time.monotonic() - started


def processes_of(home: Path) -> dict[int, str]:
    """Every living process of this folder, ourselves aside, and what it is."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours
                kind = _kind(entry, os.fsencode(home))
                if kind:
                    found[int(entry.name)] = kind
    return found


def _kind(entry: Path, home: bytes) -> str | None:
    words = (entry / "cmdline").read_bytes()
    if not words:
        return None  # ended, its parent has not noticed yet
    if b"mentorat.db.embedded\0" + home + b"\0" in words:
        return "keeper"
    if home + b"/postgres-" in words:
        return "initdb" if b"initdb" in words else "postmaster"
    if os.fsencode((entry / "cwd").readlink()).startswith(home + b"/postgres-"):
        return "backend"
    in_home = b"MENTORAT_HOME=" + home + b"\0" in (entry / "environ").read_bytes()
    return "client" if in_home else None


def pids(home: Path, kind: str) -> list[int]:
    """The living processes of one kind in this folder."""
    return [pid for pid, found in processes_of(home).items() if found == kind]


def kill(pid: int) -> None:
    """kill -9, whether it still lives or not."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_kind(home: Path, kind: str) -> int:
    """kill -9 every process of one kind in this folder; how many there were."""
    found = pids(home, kind)
    for pid in found:
        kill(pid)
    return len(found)
