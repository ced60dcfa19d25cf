"""A web process: alone at its port, or one of several at a door that was opened for them."""

import gc
import socket
from typing import Any

import structlog
import tzdata
import uvicorn

from mentorat.app import create_app, join_siblings
from mentorat.cli.connecting import refuse_demo_people
from mentorat.cli.database_url import database_url
from mentorat.cli.logging import access_log, configure_logs
from mentorat.db.pool import Database
from mentorat.settings import Settings, read_settings
from mentorat.web.scoreboard import Scoreboard
from mentorat.web.server import PatientProtocol, PatientServer

STOP_SECONDS = 7
BACKLOG = 2048


def serve_alone(settings: Settings, host: str) -> int:
    """Serve at the port of the settings until asked to stop; the exit status."""
    _tell_start()
    with database_url(settings) as url:
        refuse_demo_people(settings, url)
        app = create_app(settings, Database(url))
        app.access_log = access_log()
        return _run(uvicorn.Config(app, host=host, port=settings.port, **_manners()))


def serve_at_door(*, door: int, board: int, place: int, port: int) -> int:
    """Serve whoever comes to an open socket, and tell the scoreboard of it; see cli/supervisor."""
    settings = read_settings(port=port)
    configure_logs()
    _tell_start()
    with database_url(settings) as url, socket.socket(fileno=door) as listening:
        refuse_demo_people(settings, url)
        app = create_app(settings, Database(url))
        app.access_log = access_log()
        siblings = join_siblings(app, Scoreboard(board), place)
        # No seconds are added to the one between two ticks of uvicorn's.
        told = uvicorn.Config(app, callback_notify=siblings.report, timeout_notify=0, **_manners())
        status = _run(told, listening)
        siblings.write()
        return status


def _tell_start() -> None:
    gc.disable()  # until the application is built
    structlog.get_logger("mentorat").info("starting", tzdata=tzdata.IANA_VERSION)


def _manners() -> dict[str, Any]:
    return {
        "http": PatientProtocol,
        "ws": "none",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,  # TRUSTED_PROXIES alone says who is believed
        "log_level": "warning",
        "timeout_graceful_shutdown": STOP_SECONDS,
        "timeout_keep_alive": 15,
        "backlog": BACKLOG,
    }


def _run(config: uvicorn.Config, *doors: socket.socket) -> int:
    _calm_garbage_collection()
    server = PatientServer(config)
    server.run(sockets=[*doors] or None)
    return 0 if server.started else 1


def _calm_garbage_collection() -> None:
    """Look for cycles less often: requests make few, and looking costs a tenth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
