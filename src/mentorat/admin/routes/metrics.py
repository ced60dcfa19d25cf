"""`GET /metrics`: figures for programs that watch the site, here or with the token."""

import asyncio
import hmac
import ipaddress
import math
from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from litestar import Response, get
from litestar.datastructures import State

from mentorat import __version__
from mentorat.admin.queries.figures import Figures, find_figures
from mentorat.db.jobs import Queue
from mentorat.errors import NotFound, Unavailable
from mentorat.notifications.queries import MailState
from mentorat.settings import Settings
from mentorat.web.openmetrics import CONTENT_TYPE, Family, Sample, gauge, gauges, written
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.siblings import WebFigures

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


@get("/metrics")
async def show_metrics(
    request: AnyRequest, state: State, db: RequestDb, now: Now, settings: Config
) -> Response[str]:
    if not (_is_local(request) or _has_token(request, settings)):
        raise NotFound
    # While the database is away the figures of the process itself are what is looked for.
    (found,) = await asyncio.gather(find_figures(db, now=now), return_exceptions=True)
    if isinstance(found, BaseException) and not isinstance(found, Unavailable):
        raise found
    families = [*_processes(state.web_figures())]
    is_up = isinstance(found, Figures)
    families.append(gauge("mentorat_database_up", "Whether the database answers.", int(is_up)))
    if isinstance(found, Figures):
        families += [*_work(found), *_product(found, now)]
    return Response(written(families), media_type=CONTENT_TYPE)


def _is_local(request: AnyRequest) -> bool:
    """Whether a program of this machine asks, for itself: a proxy beside us adds its headers, or
    passes on the name it was called by."""
    headers = {name.decode("latin-1").lower() for name, _ in request.scope["headers"]}
    if any(name == "forwarded" or name.startswith("x-forwarded-") for name in headers):
        return False
    host = request.headers.get("host", "").lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    peer = request.scope.get("client")
    try:
        return name in THIS_MACHINE and bool(peer and ipaddress.ip_address(peer[0]).is_loopback)
    except ValueError:
        return False


def _has_token(request: AnyRequest, settings: Settings) -> bool:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if settings.metrics_token is None or scheme.lower() != "bearer":
        return False
    wanted = settings.metrics_token.get_secret_value()
    return hmac.compare_digest(sent.strip().encode(), wanted.encode())


def _processes(figures: WebFigures) -> Iterator[Family]:
    build = [Sample(1, {"version": __version__}, "_info")]
    yield Family("mentorat_build", "info", "Which version this is.", build)
    words = "Web processes behind this port; what is counted here is their sum."
    yield gauge("mentorat_web_processes", words, figures.processes)
    began = "When this process, or the first behind this port, began, in seconds since 1970."
    yield gauge("mentorat_process_start_seconds", began, figures.traffic.began_at)
    yield from figures.traffic.families()
    use = figures.pool  # it leaves out what is zero
    idle = use["pool_available"]
    states = {"idle": idle, "used": use["pool_size"] - idle}
    words = "Connections of the pools of the web processes."
    yield gauges("mentorat_database_connections", words, "state", states)
    yield gauge("mentorat_database_connections_max", "How many they may have.", use["pool_max"])
    words = "Requests that wait for a connection."
    yield gauge("mentorat_database_waiting", words, use["requests_waiting"])


def _work(figures: Figures) -> Iterator[Family]:
    known = {one.queue: one for one in figures.queues}
    queues = sorted({*get_args(Queue), *known})
    jobs = [
        Sample(getattr(known.get(queue), state, 0), {"queue": queue, "state": state})
        for queue in queues
        for state in ("due", "doing", "failed")
    ]
    yield Family("mentorat_jobs", "gauge", "Jobs, by queue and state.", jobs)
    late = {queue: getattr(known.get(queue), "oldest_due_seconds", 0.0) for queue in queues}
    yield gauges("mentorat_oldest_due_job_seconds", "How late each queue is.", "queue", late)
    beat = figures.pulse.heartbeat_seconds
    yield gauge(
        "mentorat_worker_heartbeat_seconds",
        "Since when no worker has beaten; infinite without one.",
        math.inf if beat is None else beat,
    )


def _product(figures: Figures, now: datetime) -> Iterator[Family]:
    mail = figures.mail
    states = {"waiting": mail.waiting, "failed": mail.failed}
    yield gauges("mentorat_messages", "Messages that have not left.", "state", states)
    yield gauge(
        "mentorat_oldest_waiting_message_seconds",
        "Since when the oldest message waits.",
        _seconds_waited(mail, now),
    )
    yield gauges("mentorat_deliveries", "Deliveries in the ledger.", "outcome", figures.deliveries)
    yield gauges("mentorat_bookings", "Bookings, by status.", "status", figures.bookings)


def _seconds_waited(mail: MailState, now: datetime) -> float:
    since = mail.oldest_waiting_since
    return max(0.0, (now - since).total_seconds()) if since else 0.0
