"""Which proxies are believed when they say whom they speak for: none, unless the operator names
them."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple

HOPS_MAX = 8


class TrustedProxies(NamedTuple):
    """So many machines in front of us, or those of these networks; nobody with neither."""

    hops: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


@cache  # asked at every request
def trusted_proxies(text: str) -> TrustedProxies:
    """`1`, or `10.0.0.0/8, 192.0.2.7`; raises ValueError for anything else."""
    listed = [part.strip() for part in text.split(",") if part.strip()]
    if len(listed) == 1 and listed[0].isascii() and listed[0].isdigit():
        if not 0 <= int(listed[0][:4]) <= HOPS_MAX:
            raise ValueError(f"must be a number of proxies up to {HOPS_MAX}, or their networks")
        return TrustedProxies(hops=int(listed[0]))
    try:
        return TrustedProxies(networks=tuple(ip_network(part) for part in listed))
    except ValueError:
        raise ValueError("must be a number of proxies, or networks such as 10.0.0.0/8") from None
