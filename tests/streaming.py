"""A real streaming replica of the tests' server, which may be stopped, paused and started again."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import SERVER_SETTINGS, plain_environment
from mentorat.db.embedded.unprivileged import preparation

STARTS_WITHIN_SECONDS = 60


class StreamingReplica:
    """Made with `pg_basebackup` from the server at `url`, as an operator's replica is."""

    def __init__(self, url: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mentorat-copy-"))
        self._programs = find_binaries()
        at = urlsplit(url)
        login = at.netloc.rpartition("@")[0]
        netloc = f"{login}@{quote(str(self._folder), safe='')}"
        self.url = urlunsplit((at.scheme, netloc, at.path, "", ""))
        self._run("pg_basebackup", "-d", url, "-D", self._data, "-R", "-X", "stream", "-c", "fast")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Run until it answers reads."""
        settings = SERVER_SETTINGS | {"unix_socket_directories": str(self._folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self._programs.program("postgres"), "-D", self._data, *options],
            env=plain_environment(),
            stderr=subprocess.DEVNULL,
            preexec_fn=preparation(self._folder, follow_parent=True),
        )
        ends_at = time.monotonic() + STARTS_WITHIN_SECONDS
        while True:
            try:
                self.ask("select 1")
            except psycopg.OperationalError:
                assert time.monotonic() < ends_at, "the replica did not start"
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Gone at once, as a machine that loses its current."""
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate")
        if self._process:
            self._process.wait(20)
            self._process = None

    def ask(self, sql: str) -> Any:
        """The one value of a question to the replica."""
        with psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as connection:
            found = connection.execute(sql).fetchone()
        return found[0] if found else None

    def remove(self) -> None:
        """Nothing is left of it."""
        if self._process:
            self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs.program(program), *words],
            env=plain_environment(),
            capture_output=True,
            text=True,
            preexec_fn=preparation(self._folder),
            check=False,
        )
        assert done.returncode == 0, done.stderr
