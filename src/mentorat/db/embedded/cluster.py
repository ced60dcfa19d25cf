"""One data directory: where its files are, how it is made, how its server is started."""

import hashlib
import os
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from mentorat.db.embedded.binaries import Binaries
from mentorat.db.embedded.unprivileged import preparation

USER = "mentorat"
DATABASE = "mentorat"
FIRST_BUILTIN_LOCALE_MAJOR = 17

# Named here, not in postgresql.conf, so that an old data directory follows the product.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # absent from the wheel; off everywhere for parity
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_parallel_workers_per_gather": "0",  # Docker's /dev/shm holds 64 MB
    "password_encryption": "scram-sha-256",
}


class ClusterError(RuntimeError):
    """The data directory cannot be made or used; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """The private database of one project folder, for one PostgreSQL major version."""

    home: Path
    binaries: Binaries

    @property
    def folder(self) -> Path:
        return self.home / f"postgres-{self.binaries.major}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """A short path: a socket's full name may not exceed 107 bytes (sun_path)."""
        name = hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()[:16]
        # Not TMPDIR: processes that share a database may have different ones. Owner and mode
        # are checked before use.
        return Path("/tmp") / f"mentorat-{os.geteuid()}-{name}"  # noqa: S108

    @property
    def url(self) -> str:
        """The connection string; the password is made once and kept beside the data."""
        password = (self.folder / "password").read_text(encoding="ascii").strip()
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{USER}:{password}@{host}/{DATABASE}"

    def make_folders(self) -> None:
        """Our own folder and the socket's, closed to others; nothing above is touched."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        found = self.socket_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise ClusterError(f"{self.socket_folder} belongs to somebody else: remove it.")
        self.socket_folder.chmod(0o700)

    def create(self, decision: IO[bytes]) -> None:
        """Make the data directory, whole or not at all: an interrupted initdb leaves no trace.

        initdb inherits the caller's lock: should the caller be killed, whoever comes next waits
        until the orphan has stopped writing.
        """
        if (self.data / "PG_VERSION").exists():
            return
        started = self.folder / "data.new"
        if started.exists():
            shutil.rmtree(started)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        answer = subprocess.run(
            [self.binaries.program("initdb"), "-D", str(started), *self._initdb_options(password)],
            capture_output=True,
            text=True,
            env=plain_environment(),
            pass_fds=[decision.fileno()],
            start_new_session=True,  # Ctrl-C waits until it is whole
            preexec_fn=preparation(self.folder, follow_parent=True),
            check=False,
        )
        if answer.returncode != 0:
            raise ClusterError(f"initdb failed:\n{answer.stderr.strip()}")
        started.rename(self.data)

    def _initdb_options(self, password: Path) -> list[str]:
        # Every locale is given: without LANG initdb would make an SQL_ASCII database,
        # and an uninstalled locale in LANG would stop it.
        locale = (
            ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.binaries.major >= FIRST_BUILTIN_LOCALE_MAJOR
            else ["--locale=C.UTF-8"]
        )
        return [
            f"--username={USER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            *locale,
        ]

    def server_command(self) -> list[str]:
        """The postgres program with every setting that matters."""
        settings = SERVER_SETTINGS | {"unix_socket_directories": str(self.socket_folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self.binaries.program("postgres"), "-D", str(self.data), *options]

    def forget_dead_server(self) -> None:
        """Remove the marks of a server that is known to be gone.

        Call it only while holding the server lock, which the server and all its processes
        inherit: their pid may by now belong to a stranger.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket_folder.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs need of the environment: nothing of the user's locale."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
