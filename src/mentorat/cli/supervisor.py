"""Several web processes at one door: started, watched, replaced and stopped by this one.

The door is one listening socket that all of them have open, and none of theirs: who waits at it
when a process is killed is let in by another. Why it is not uvicorn's supervisor:
docs/decisions/0052-web-processes.md.
"""

import socket
import subprocess
import tempfile
import time
from typing import IO

import structlog

from mentorat.cli.children import start
from mentorat.cli.database_url import database_url
from mentorat.cli.door import open_door
from mentorat.cli.stopping import StopRequest
from mentorat.cli.usage import UsageError
from mentorat.settings import Settings
from mentorat.web.scoreboard import Scoreboard
from mentorat.web.siblings import find_report

POLL_SECONDS = 0.1
START_SECONDS = 60.0
STOP_SECONDS = 9.0
STEADY_SECONDS = 10.0  # who served so long is replaced at once
PAUSES_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

log = structlog.get_logger("mentorat")


def supervise(settings: Settings, host: str, count: int) -> int:
    """Serve with so many processes until asked to stop, then let them answer what they have begun;
    the exit status. A process that ends is replaced. Raises UsageError when none can serve."""
    stop = StopRequest()
    stop.listen()
    try:
        _serve_until_asked(settings, host, count, stop)
    except Exception:
        # Once a stop was asked, what ends under us has nothing to complain of.
        if not stop.was_made:
            raise
    return 130 if stop.is_urgent else 0


def _serve_until_asked(settings: Settings, host: str, count: int, stop: StopRequest) -> None:
    with (
        open_door(host, settings.port) as door,
        tempfile.TemporaryFile() as file,
        database_url(settings, stop.check),
    ):
        group = _Group(settings.port, door, file, count)
        try:
            group.run(stop)
        finally:
            door.close()  # with theirs, who comes now is refused
            group.end(stop)


class _Group:
    """The processes of one door, each in its place."""

    def __init__(self, port: int, door: socket.socket, file: IO[bytes], count: int) -> None:
        board = Scoreboard.create(file, count)
        words = ("--port", str(port), "--door", str(door.fileno()), "--board", str(file.fileno()))
        files = (door.fileno(), file.fileno())
        self._places = [_Place(number, board, words, files) for number in range(count)]

    def run(self, stop: StopRequest) -> None:
        """Start the first, and the others once it serves: what is wrong with all is told once.
        Ends by what `stop` raises."""
        first = self._places[0]
        while not first.is_ready:
            self._look_after(first)
            stop.wait(POLL_SECONDS)
        while True:
            for place in self._places:
                self._look_after(place)
            stop.wait(POLL_SECONDS)

    def _look_after(self, place: "_Place") -> None:
        serves = any(one.is_ready for one in self._places if one is not place)
        if place.process is None:
            place.start_when_due()
        elif place.process.poll() is None:
            place.watch_start()
        elif place.is_hopeless and not serves:
            raise UsageError("No web process could serve; its words are above.")
        else:
            place.clear()

    def end(self, stop: StopRequest) -> None:
        """Ask all to stop; what is left after the time for it, or at a second signal, is killed."""
        running = [place.process for place in self._places if place.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(process.poll() is None for process in running):
            if stop.is_urgent or time.monotonic() > deadline:
                break
            time.sleep(POLL_SECONDS)
        for process in running:
            process.kill()
            process.wait()


class _Place:
    """Where one process serves, and after it the next."""

    def __init__(
        self, number: int, board: Scoreboard, words: tuple[str, ...], files: tuple[int, ...]
    ) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.is_ready = False
        self._number, self._board = number, board
        self._words, self._files = words, files
        self._due_at = self._started_at = 0.0
        self._falls = 0  # in a row, each soon after its start

    @property
    def is_hopeless(self) -> bool:
        """Whether the process that ended gave up by itself before it served, or was killed so
        early again and again."""
        gave_up = self.process is not None and self.process.returncode > 0
        return not self.is_ready and (gave_up or self._falls >= len(PAUSES_SECONDS))

    def start_when_due(self) -> None:
        """Start a process here, unless it is too early for it."""
        if time.monotonic() >= self._due_at:
            words = ("serve-process", "--place", str(self._number), *self._words)
            self.process = start(*words, files=self._files)
            self._started_at = time.monotonic()

    def watch_start(self) -> None:
        """Notice that the process serves; kill one that takes a minute to begin."""
        if self.is_ready or self.process is None:
            return
        report = find_report(self._board, self._number)
        self.is_ready = report is not None and report.pid == self.process.pid
        if not self.is_ready and time.monotonic() - self._started_at > START_SECONDS:
            self.process.kill()

    def clear(self) -> None:
        """Forget the process that ended; the next one is due after a pause that grows."""
        if self.process is None:
            return
        now = time.monotonic()
        lasted = now - self._started_at
        self._falls = 0 if self.is_ready and lasted > STEADY_SECONDS else self._falls + 1
        pause = PAUSES_SECONDS[min(self._falls, len(PAUSES_SECONDS) - 1)]
        log.warning(
            "web_process_ended", pid=self.process.pid, status=self.process.returncode, pause=pause
        )
        self.process, self.is_ready, self._due_at = None, False, now + pause
