"""How fast anybody may ask: so many requests in the minute that begins with the first of them.

What changes something is counted in the database, for its person and its address, and so is all
that an API key reads, by `accounts/actions/count_request.py`. Other reads that cost are counted
here, in the memory of one process.
"""

import time
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.settings import Settings
from mentorat.text.key_text import read_key
from mentorat.web.client_address import client_address
from mentorat.web.credentials import bearer_token
from mentorat.web.edge_refusals import RateExceeded
from mentorat.web.reference.security import scope_of

WINDOW_SECONDS = 60
COSTLY_READS_MAX = 120  # a minute, of one address, in each web process
WINDOW_BYTES = 300


class ReadBudget:
    """The costly reads of each address in its current minute, in at most one megabyte: of many
    thousand addresses at once, those that asked longest ago are forgotten first."""

    def __init__(self) -> None:
        self._windows = BoundedCache[str, list[float]](bytes_max=MEGABYTE)

    def spend(self, address: str, *, now: float) -> None:
        """Count one read; raises RateExceeded. `now` is any clock that only goes forward."""
        window = self._windows.get(address)
        if window is None or now - window[0] >= WINDOW_SECONDS:
            self._windows.keep(address, [now, 1], weight=WINDOW_BYTES)
            return
        if window[1] >= COSTLY_READS_MAX:
            raise RateExceeded(window[0] + WINDOW_SECONDS - now)
        window[1] += 1


async def within_budget(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard of a read that costs; raises RateExceeded. What brings an API key to an operation that
    keys open is counted for its key instead, once that is proved, before anything is read."""
    settings: Settings = connection.app.state.settings
    is_for_its_key = scope_of(handler) is not None and read_key(bearer_token(connection) or "")
    if settings.rate_limits == "on" and not is_for_its_key:
        address = client_address(connection.scope, settings.proxies)
        connection.app.state.read_budget.spend(address, now=time.monotonic())
