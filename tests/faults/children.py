"""The web processes of a site that has several: which they are, and whom each of them serves."""

import contextlib
import http.client
import re
import subprocess
from pathlib import Path

from tests.faults.processes import wait_until
from tests.faults.site import Site, mentorat

PROCESSES = 3
READY_SECONDS = 120.0  # four start, on a machine that may be busy


class GroupSite(Site):
    """A site of three web processes."""

    def _spawn(self) -> subprocess.Popen[bytes]:
        words = ("serve", "--port", str(self.port), "--processes", str(PROCESSES))
        return mentorat(self.home, *words, **self.settings)

    def children(self) -> list[int]:
        """Its web processes, those that are still starting too."""
        parent = self.process.pid
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        return [int(pid) for pid in listed.split()]

    def wait_until_all_serve(self, within: float = READY_SECONDS) -> float:
        """The seconds until each of its places is taken by a process that listens."""
        return wait_until(lambda: len(self.serving()) == PROCESSES, within, "three that serve")

    def serving(self) -> list[int]:
        """The web processes that have opened the door: they wait for events of it."""
        return [pid for pid in self.children() if _polls_a_door(pid)]

    def get(self, path: str) -> int:
        """The status of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def clients_of(self, pid: int) -> set[int]:
        """The ports of the clients whose connections this process holds."""
        held = _sockets(pid)
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ours = f":{self.port:04X}"
        return {
            int(row[2].rpartition(":")[2], 16)
            for row in rows
            if row[1].endswith(ours) and row[9] in held
        }


def _sockets(pid: int) -> set[str]:
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if match := re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink())):
                found.add(match[1])
    return found


def _polls_a_door(pid: int) -> bool:
    """Whether an epoll of this process watches a listening socket."""
    with contextlib.suppress(OSError):
        listening = _listening(pid)
        for entry in Path(f"/proc/{pid}/fdinfo").iterdir():
            watched = re.findall(r"^tfd:\s*(\d+)", entry.read_text(), re.MULTILINE)
            if any(int(number) in listening for number in watched):
                return True
    return False


def _listening(pid: int) -> set[int]:
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    doors = {row[9] for row in rows if row[3] == "0A"}
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            match = re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink()))
            if match and match[1] in doors:
                found.add(int(entry.name))
    return found
