"""`mentorat run`: everything at once, as `make run` starts it."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from mentorat.cli.children import start
from mentorat.cli.database_url import database_url
from mentorat.cli.door import check_port
from mentorat.cli.output import progress
from mentorat.cli.stopping import StopRequest
from mentorat.cli.usage import UsageError
from mentorat.db.url import described
from mentorat.settings import Settings, read_settings

OURSELVES = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never a proxy
READY_SECONDS = 60.0
STOP_SECONDS = 8.0
QUICK_DEATH_SECONDS = 5.0


def run_all() -> None:
    """Start the database, the site and the worker; print where everything is; stop on Ctrl-C."""
    stop = StopRequest()
    stop.listen()
    try:
        _run_until_asked(stop)
    except Exception:
        # Once a stop was asked, what ends under us has nothing to complain of.
        if not stop.was_made:
            raise
        progress.print("stopped")


def _run_until_asked(stop: StopRequest) -> None:
    started_at = time.monotonic()
    settings = read_settings()
    check_port("127.0.0.1", settings.port)
    with database_url(settings, stop.check) as url:
        progress.print("migrating the database")
        _prepare(stop)
        with _processes() as processes:
            _wait_until_ready(settings, processes, stop)
            _greet(settings, url, time.monotonic() - started_at)
            _watch(processes, stop)


def _prepare(stop: StopRequest) -> None:
    """Wait for the database to be what the site needs; a stop takes back what is half done, since
    migrations are one transaction, and so are the demo people."""
    process = start("prepare")
    try:
        while process.poll() is None:
            stop.wait(0.1)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise SystemExit(1)  # it has said why


@contextlib.contextmanager
def _processes() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    running = {name: start(name) for name in ("serve", "worker")}
    try:
        yield running
    finally:
        for process in running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            process.kill()
            process.wait()


def _wait_until_ready(
    settings: Settings, processes: dict[str, subprocess.Popen[bytes]], stop: StopRequest
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        stop.check()
        for name, process in processes.items():
            if process.poll() is not None:
                raise UsageError(f"{name} ended before it was ready; its words are above.")
        try:
            with OURSELVES.open(f"http://127.0.0.1:{settings.port}/health/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            stop.wait(0.1)
    raise UsageError("The site did not become ready. Try: mentorat doctor")


def _watch(processes: dict[str, subprocess.Popen[bytes]], stop: StopRequest) -> None:
    started_at = dict.fromkeys(processes, time.monotonic())
    while True:
        stop.wait(0.3)
        for name, process in processes.items():
            if process.poll() is None:
                continue
            if time.monotonic() - started_at[name] < QUICK_DEATH_SECONDS:
                raise UsageError(f"{name} keeps ending; its words are above.")
            progress.print(f"{name} ended ({process.returncode}); starting it again")
            processes[name], started_at[name] = start(name), time.monotonic()


def _greet(settings: Settings, url: str, seconds: float) -> None:
    site = settings.origin
    where = (
        described(url)
        if settings.database_url
        else f"{settings.mentorat_home} (private PostgreSQL, socket only)"
    )
    lines = [
        ("Site", site),
        ("Sign in", f"{site}/sign-in"),
        ("Mentors", f"{site}/mentors"),
        ("Onboarding", f"{site}/onboarding"),
        ("API", f"{site}/api/docs"),
        ("Health", f"{site}/health/ready"),
        ("Webhooks", f"{site}/api/webhooks/clerk"),
        ("Database", where),
    ]
    print(f"\n  mentorat is ready ({seconds:.1f} s)\n")
    for name, value in lines:
        print(f"  {name:<12}{value}")
    if settings.auth == "dev":
        print(f"  {'Outbox':<12}{site}/dev/mail")
        print(f"\n  Demo people, one click each at {site}/dev/sign-in")
        print("  Ada Renaud (administration) · Marc Lenoir (mentor) · Zoé Marchand (élève)")
        print("  Noé Girard (has not chosen yet) · or sign up as somebody new")
    print(
        f"\n  Stop: Ctrl-C    Examine: {os.path.relpath(sys.prefix)}/bin/mentorat doctor\n",
        flush=True,
    )
