"""`mentorat serve`: the web process, or several behind one port."""

import os
from typing import Annotated, Literal

from cyclopts import Parameter

from mentorat.cli.door import check_port
from mentorat.cli.lazily import load
from mentorat.cli.logging import configure_logs
from mentorat.cli.supervisor import supervise
from mentorat.cli.usage import UsageError
from mentorat.settings import read_settings
from mentorat.settings.addresses import is_loopback

PROCESSES_MAX = 64


def _check_processes(_type: object, value: object) -> None:
    if isinstance(value, int) and not 1 <= value <= PROCESSES_MAX:
        raise ValueError(f"must be from 1 to {PROCESSES_MAX}, or auto")


Processes = Annotated[
    int | Literal["auto"],
    Parameter(
        help="How many web processes share the port; auto: one for each core.",
        validator=_check_processes,
    ),
]


def serve(*, host: str = "127.0.0.1", port: int | None = None, processes: Processes = 1) -> int:
    """Serve the site. With AUTH=dev only on this machine."""
    settings = read_settings(**({"port": port} if port else {}))
    if settings.auth == "dev" and not is_loopback(host):
        raise UsageError(
            f"AUTH=dev lets anybody be anybody, so it serves this machine only, not {host}.\n"
            "  Set the CLERK_… keys for a site that others can reach."
        )
    configure_logs()
    check_port(host, settings.port)
    count = min(cores(), PROCESSES_MAX) if processes == "auto" else processes
    if count > 1:
        return supervise(settings, host, count)
    status: int = load("web_process:serve_alone")(settings, host)
    return status


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
