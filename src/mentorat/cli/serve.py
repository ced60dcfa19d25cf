"""`mentorat serve`: the web process."""

import gc
import socket

import structlog
import tzdata
import uvicorn

from mentorat.app import create_app
from mentorat.cli.connecting import database_url, refuse_demo_people
from mentorat.cli.failures import UsageError
from mentorat.cli.logging import access_log, configure_logs
from mentorat.db.pool import Database
from mentorat.settings import read_settings
from mentorat.settings.addresses import is_loopback
from mentorat.web.server import PatientProtocol

STOP_SECONDS = 7


def serve(*, host: str = "127.0.0.1", port: int | None = None) -> None:
    """Serve the site. With AUTH=dev only on this machine."""
    settings = read_settings(**({"port": port} if port else {}))
    if settings.auth == "dev" and not is_loopback(host):
        raise UsageError(
            f"AUTH=dev lets anybody be anybody, so it serves this machine only, not {host}.\n"
            "  Set the CLERK_… keys for a site that others can reach."
        )
    configure_logs()
    structlog.get_logger("mentorat").info("starting", tzdata=tzdata.IANA_VERSION)
    check_port(host, settings.port)
    with database_url(settings) as url:
        refuse_demo_people(settings, url)
        calm_garbage_collection()
        site = create_app(settings, Database(url))
        site.access_log = access_log()
        uvicorn.run(
            site,
            host=host,
            port=settings.port,
            http=PatientProtocol,
            ws="none",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # TRUSTED_PROXIES alone says who is believed
            log_level="warning",
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=15,
            backlog=2048,
        )


def calm_garbage_collection() -> None:
    """Look for cycles less often: requests make few, and looking costs a tenth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def check_port(host: str, port: int) -> None:
    """Refuse early, in words, when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise UsageError(f"Port {port} is taken. Choose another: PORT={port + 1}") from None
