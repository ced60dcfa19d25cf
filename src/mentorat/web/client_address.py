"""From where a request comes: the connection, or whom the trusted proxies before it speak for.

A header is read from its right end, where the nearest proxy writes; what stands left of the first
machine that nobody trusts was written by anybody (RFC 7239, 8.1).
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from mentorat.settings.trusted_proxies import TrustedProxies

Address = IPv4Address | IPv6Address

NOWHERE = "nowhere"  # a socket file, or a test
IPV6_PREFIX = 64  # what one customer gets: addresses below it are changed at will
ENTRIES_MAX = 32
_FOR = re.compile(r"\s*for\s*=\s*\"?([^\";,]+)\"?\s*", re.IGNORECASE)


def client_address(scope: Any, trusted: TrustedProxies) -> str:
    """The address that a request counts for: an IPv4 address, or an IPv6 network of 64 bits."""
    client = scope.get("client")
    peer = _address(client[0]) if client else None
    if peer is None:
        return NOWHERE
    return _bucket(_behind(peer, _chain(scope["headers"]), trusted))


def address_key(address: str, secret: bytes) -> str:
    """What is stored of an address: enough to count it, not to read it."""
    return hmac.digest(secret, b"address:" + address.encode(), hashlib.sha256)[:16].hex()


def _behind(peer: Address, chain: list[str], trusted: TrustedProxies) -> Address:
    if trusted.hops:
        # With fewer entries than proxies, it did not come through all of them.
        named = _address(chain[-trusted.hops]) if len(chain) >= trusted.hops else None
        return named or peer
    at = peer
    for entry in reversed(chain):
        if not any(at in network for network in trusted.networks):
            return at
        before = _address(entry)
        if before is None:
            return at
        at = before
    return at


def _chain(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Whom each proxy took the request from, the nearest last. When both headers are there and
    disagree, the client wrote one of them: neither counts."""
    said: dict[bytes, list[str]] = {b"x-forwarded-for": [], b"forwarded": []}
    for name, value in headers:
        if name in said:
            said[name] += value.decode("latin-1").split(",")
    plain = [entry.strip() for entry in said[b"x-forwarded-for"][-ENTRIES_MAX:]]
    standard = [_for(entry) for entry in said[b"forwarded"][-ENTRIES_MAX:]]
    if plain and standard and [*map(_address, plain)] != [*map(_address, standard)]:
        return []
    return plain or standard


def _for(element: str) -> str:
    found = (_FOR.fullmatch(part) for part in element.split(";"))
    return next((match[1].strip() for match in found if match), "")


def _address(text: str) -> Address | None:
    """An address as proxies write it: bare, with a port, or in brackets."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _bucket(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, IPV6_PREFIX), strict=False))
