"""Under which names this site answers."""

import re
from functools import lru_cache

from mentorat.settings import Settings

HOSTS_KEPT = 64


@lru_cache(HOSTS_KEPT)
def host_name(header: bytes) -> str:
    """The name in a Host header, without its port."""
    return re.sub(r":\d+$", "", header.decode("latin-1").lower())


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The public name, and this machine's own."""
    public = settings.origin.partition("://")[2].partition("/")[0].lower()
    return frozenset({re.sub(r":\d+$", "", public), "127.0.0.1", "localhost", "[::1]"})
