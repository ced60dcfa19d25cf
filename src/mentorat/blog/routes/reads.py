"""An article was read: what its page tells after ten seconds of being looked at.

It says nothing of whoever reads, changes nothing of theirs, and reads no cookie: no form's token is
asked for. What is counted is a number a day.
"""

import hashlib
import re
import secrets
import time

from litestar import post
from litestar.params import FromPath

from mentorat.blog.actions.count_read import count_read
from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.web.client_address import client_address
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget

# They run scripts, too, and call themselves so.
ROBOTS = re.compile(r"bot\b|crawl|spider|slurp|preview|headless|lighthouse|monitor", re.IGNORECASE)
ONCE_SECONDS = 1_800  # a reader who comes back within half an hour reads on
BYTES = 150
_SALT = secrets.token_bytes(16)  # of this process, never kept: what is remembered leads to nobody
_read = BoundedCache[bytes, float](bytes_max=MEGABYTE)


@post("/blog/{slug:str}/reads", status_code=204, guards=[within_budget])
async def tell_read(request: AnyRequest, db: RequestDb, now: Now, slug: FromPath[str]) -> None:
    if _is_a_reader(request) and _is_new(request, slug):
        count_read(db, slug, now.date())


def _is_a_reader(request: AnyRequest) -> bool:
    agent = request.headers.get("user-agent", "")
    is_ours = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return is_ours and bool(agent) and not ROBOTS.search(agent)


def _is_new(request: AnyRequest, slug: str) -> bool:
    """Whether this client has not read the article a moment ago, as far as this process knows."""
    settings = request.app.state.settings
    if settings.rate_limits == "off":
        return True
    who = f"{client_address(request.scope, settings.proxies)} {slug}".encode()
    key, moment = hashlib.blake2b(who, key=_SALT, digest_size=16).digest(), time.monotonic()
    before = _read.get(key)
    if before is not None and moment - before < ONCE_SECONDS:
        return False
    _read.keep(key, moment, weight=BYTES)
    return True
