"""Two versions of the site at once: this one, and the one of another commit beside it."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import RSAKey

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements.lock"
START_SECONDS = 240  # machines that others use, too, are slow to start
# Run in the folder of either version, with its own benchmark: its own schema, and its own filling.
DRIVER = """
import json, sys
from datetime import UTC, datetime
from functools import partial
from bench import site
from bench.filling import fill_directory
site.START_SECONDS = float(sys.argv[2])
fill = partial(fill_directory, count=int(sys.argv[1]), now=datetime.now(UTC))
with site.running_site(fill) as running:
    told = {"port": running.port, "key": running.clerk_key.as_dict(private=True)}
    print(json.dumps(told), flush=True)
    sys.stdin.read()
"""


class LockDiffersError(Exception):
    """Another version wants packages that are not installed here."""


@dataclass(frozen=True)
class RunningVersion:
    """Where a version listens, which process it is, and what signs its tokens."""

    name: str
    port: int
    process: int
    clerk_key: RSAKey

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """What its web process has used since it began."""
        stat = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Another commit in a folder of its own; raises LockDiffersError when one of the packages it
    pins is another here."""
    with tempfile.TemporaryDirectory(prefix="mentorat-beside-") as folder:
        clone = Path(folder) / "mentorat"
        git = ["git", "-c", "advice.detachedHead=false"]
        subprocess.run([*git, "clone", "--quiet", "--shared", str(ROOT), str(clone)], check=True)
        subprocess.run([*git, "checkout", "--quiet", commit], cwd=clone, check=True)
        theirs, ours = _pins(clone / LOCK), _pins(ROOT / LOCK)
        others = sorted(name for name, version in theirs.items() if ours.get(name) != version)
        if others:
            raise LockDiffersError(", ".join(others))
        yield clone


@contextlib.contextmanager
def running(name: str, root: Path, *, mentors: int) -> Iterator[RunningVersion]:
    """One version, serving a directory of invented mentors."""
    paths = os.pathsep.join(map(str, (root / "src", root)))
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(mentors), str(START_SECONDS)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = driver.stdout.readline() if driver.stdout else ""
        if not line:
            raise RuntimeError(f"{name} did not start")
        told = json.loads(line)
        key = RSAKey.import_key(told["key"])
        yield RunningVersion(name, told["port"], _server_of(driver.pid), key)
    finally:
        driver.communicate("")


def _server_of(parent: int) -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (folder / "stat").read_text(encoding="ascii", errors="replace")
            is_child = int(stat.rpartition(")")[2].split()[1]) == parent
            if is_child and b"serve" in (folder / "cmdline").read_bytes().split(b"\0"):
                return int(folder.name)
    raise RuntimeError("the server is not among the processes of its driver")


def _pins(lock: Path) -> dict[str, str]:
    text = lock.read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.MULTILINE))
