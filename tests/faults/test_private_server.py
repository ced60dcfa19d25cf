"""The private server starts wherever and however it is asked to."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mentorat.db.embedded.cluster import plain_environment
from mentorat.db.embedded.unprivileged import preparation
from tests.faults.holder import Holder
from tests.faults.processes import (
    CODE,
    cluster_of,
    disposable_home,
    figures,
    kill,
    pids,
    wait_until,
    wait_until_gone,
)

SITE_PACKAGES = Path(psycopg.__file__).parents[1]
SPEAKS_UTF8 = ("UTF8", "école d'œuvre")


def _ask(url: str, question: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone() or ()


def _encoding(url: str) -> tuple[object, ...]:
    return _ask(url, "select current_setting('server_encoding'), lower('ÉCOLE D''ŒUVRE')")


def test_six_processes_at_once_get_the_same_new_server(home: Path) -> None:
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        holders = [stack.enter_context(Holder(home)) for _ in range(6)]
        urls = {holder.url() for holder in holders}
        took = time.monotonic() - started
        known = "select system_identifier from pg_control_system()"
        servers = {_ask(holder.url(), known) for holder in holders}
        assert (len(urls), len(servers)) == (1, 1)
        assert (len(pids(home, "keeper")), len(pids(home, "client"))) == (1, 6)
        for holder in holders[:5]:
            holder.let_go()
        time.sleep(2)
        assert len(pids(home, "postmaster")) == 1  # the last one still uses it
        holders[5].let_go()
        gone = wait_until_gone(home)
    figures(f"6 of 6 processes on 1 server, {took:.1f} s from nothing; left after {gone:.1f} s")


@pytest.mark.parametrize("victim", ["everything", "the starter alone"])
def test_a_creation_that_was_killed_is_done_anew(victim: str) -> None:
    half_made = []
    for after in (0.0, 0.6):
        with disposable_home() as home, Holder(home) as first:
            begun = cluster_of(home).folder / "data.new" / "base"
            wait_until(begun.exists, 30, "initdb has begun")
            time.sleep(after)
            if victim == "everything":
                os.killpg(first.process.pid, signal.SIGKILL)
            kill(first.process.pid)
            half_made.append(not cluster_of(home).data.exists())
            with Holder(home) as second:
                assert _encoding(second.url()) == SPEAKS_UTF8
                second.let_go()
                assert not cluster_of(home).folder.joinpath("data.new").exists()
            wait_until_gone(home)
    figures(f"{len(half_made)} creations killed ({victim}), all started anew")
    assert half_made[0]


def test_a_stale_pid_file_that_names_a_living_stranger_is_survived(home: Path) -> None:
    cluster = cluster_of(home)
    marks = [cluster.data / "postmaster.pid", cluster.socket_folder / ".s.PGSQL.5432.lock"]
    with Holder(home) as first:
        first.url()
        left = {mark: mark.read_text().splitlines(keepends=True) for mark in marks}
        first.let_go()
    wait_until_gone(home)
    with subprocess.Popen(["sleep", "100"]) as stranger, contextlib.ExitStack() as stack:
        stack.callback(stranger.kill)
        for mark, lines in left.items():
            mark.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
            mark.chmod(0o600)
        refused = subprocess.run(  # the same, without our keeper: the trap is real
            cluster.server_command(),
            env=plain_environment(),
            preexec_fn=preparation(cluster.folder),  # as the keeper does
            capture_output=True,
            timeout=20,
            check=False,
        )
        assert b"already exists" in refused.stderr
        with Holder(home) as second:
            assert _encoding(second.url()) == SPEAKS_UTF8
            second.let_go()
        assert stranger.poll() is None
    figures("postmaster.pid named a living stranger: postgres alone refused, the keeper started it")


@pytest.mark.parametrize("name", ["Été à la mer d'œuvre", "%41&?=#;[ö]", "é" * 60 + " " + "x" * 60])
def test_a_folder_may_have_any_name(name: str) -> None:
    with disposable_home(name) as home:
        with Holder(home) as holder:
            assert _encoding(holder.url()) == SPEAKS_UTF8
            holder.let_go()
        wait_until_gone(home)
        figures(f"served from a folder of {len(os.fsencode(home))} bytes called {name[:24]}")


@pytest.mark.parametrize(
    "locale", [{}, {"LANG": "fr_FR.UTF-8"}, {"LC_ALL": "xx_XX", "LANG": "C"}, {"LC_ALL": "POSIX"}]
)
def test_the_locale_of_the_environment_changes_nothing(home: Path, locale: dict[str, str]) -> None:
    with Holder(home, **locale) as holder:
        found = _encoding(holder.url())
        holder.let_go()
    figures(f"with {locale or 'no locale'}: {found}")
    assert found == SPEAKS_UTF8


@contextlib.contextmanager
def _open_to_all() -> Iterator[Path]:
    """A folder that an ordinary user may enter and write into."""
    with disposable_home() as home:
        home.parent.chmod(0o755)
        home.chmod(0o777)
        yield home


@pytest.mark.parametrize("uid", [65534, 54321])
def test_an_ordinary_user_with_or_without_an_account_is_served(uid: int) -> None:
    with _open_to_all() as home:
        become, python, path = _ordinary(uid)
        with Holder(home, *become, python=python, PYTHONPATH=path) as holder:
            assert _encoding(holder.url()) == SPEAKS_UTF8
            owner = (cluster_of(home).data / "PG_VERSION").stat().st_uid
            postmasters = pids(home, "postmaster")
            holder.let_go()
        gone = wait_until_gone(home)
    figures(f"user {uid}: served, data of user {owner}, left after {gone:.1f} s")
    assert len(postmasters) == 1
    assert owner == (uid if become else os.geteuid())


def _ordinary(uid: int) -> tuple[list[str], str, str]:
    """How to become an ordinary user, and a Python that such a user can run."""
    path = os.pathsep.join((CODE, str(SITE_PACKAGES)))
    if os.geteuid() != 0:
        return [], sys.executable, path
    # Through env: setpriv itself may still enter folders that are closed to the user it becomes.
    become = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "env"]
    if not shutil.which("setpriv"):
        pytest.fail("this test, run as root, needs setpriv (Debian: util-linux)")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    tried = [sys.executable, *filter(None, [shutil.which(version, path="/usr/bin:/usr/local/bin")])]
    for python in tried:
        answer = subprocess.run(
            [*become, python, "-c", "import tests.faults.hold"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
            cwd="/",
            capture_output=True,
            check=False,
        )
        if answer.returncode == 0:
            return become, python, path
    return pytest.fail(f"an ordinary user can run none of {tried} on {path}: open them to others")


def test_a_busy_orphan_is_awaited_and_nothing_is_lost(home: Path) -> None:
    busy = "do $$ begin while clock_timestamp() < now() + interval '4 s' loop end loop; end $$"
    with Holder(home) as holder:
        url = holder.url()
        with contextlib.closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute("create table kept (id int)")
            connection.execute("insert into kept values (1)")
            orphan = connection.info.backend_pid
            connection.pgconn.send_query(busy.encode())
            connection.pgconn.flush()
            time.sleep(0.5)
            kill(pids(home, "postmaster")[0])
            killed_at = time.monotonic()
            wait_until(lambda: _says(home, "waiting for a process of the previous"), 3, "told so")
            assert orphan in pids(home, "backend")  # it works on, without a master
            wait_until(lambda: _is_served(url), 20, "the server is back")
            back = time.monotonic() - killed_at
            assert orphan not in pids(home, "backend")
        kept = _ask(url, "select count(*) from kept")
        holder.let_go()
    wait_until_gone(home)
    figures(
        f"busy orphan of a killed server: awaited, back after {back:.1f} s, {kept[0]} of 1 rows"
    )
    assert kept == (1,)


def _says(home: Path, words: str) -> bool:
    return words in (cluster_of(home).folder / "keeper.status").read_text()


def _is_served(url: str) -> bool:
    try:
        return _ask(url, "select 1") == (1,)
    except psycopg.OperationalError:
        return False
