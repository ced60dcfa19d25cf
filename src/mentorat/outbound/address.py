"""Which calendar addresses we read from, and which machines we connect to: rules against being
sent into our own network (SSRF).

Only https on its usual port, only host names, only machines of the public internet. The checks
are pure: who connects must ask `is_public` of every address that a name resolves to, and connect
to the very address that was checked (docs/decisions/0017).
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

import msgspec
from pydantic_core import PydanticCustomError

from mentorat.errors import say

HTTPS_PORT = 443
LENGTH_MAX = 2048
HOST_LENGTH_MAX = 253
SECRET_LENGTH_MIN = 16  # of what may show its last characters
TAIL = 4
SAFE = "/%:=&?~#+!$,;'@()*[]-._"  # what already has a meaning in an address
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# The last label of a name starts with a letter. Otherwise a resolver may read the host as an
# IPv4 address: 127.1, 2130706433, 0x7f.1 (WHATWG URL, 3.5 «ends in a number»).
LAST_LABEL = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")

GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA gives out
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
PROTOCOL_ASSIGNMENTS = IPv4Network("192.0.0.0/24")  # RFC 6890, with its two odd «global» hosts
TEREDO = IPv6Network("2001::/32")

NOT_HTTPS = say("L'adresse doit commencer par https:// ou webcal://.")
NOT_PORT = say("L'adresse ne doit pas indiquer de port autre que 443.")
NOT_PLAIN = say("L'adresse ne doit contenir ni nom d'utilisateur ni mot de passe.")
NOT_HOST = say("L'adresse doit être celle d'un site public, comme calendar.google.com.")
NOT_ADDRESS = say("Cette adresse est incomplète ou mal copiée : copiez-la en entier, sans espace.")


class Target(msgspec.Struct, frozen=True):
    """An address in parts: the host to connect to on port 443, and what to ask of it."""

    host: str
    path: str

    @property
    def address(self) -> str:
        return f"https://{self.host}{self.path}"


class AddressRefusedError(ValueError):
    """Not an address that we read from; its text is a sentence that does not repeat it."""


def target_of(address: str) -> Target:
    """An address that a person gave, ready to be asked; raises AddressRefusedError. Invisible
    characters, which come with what is copied from pages and chats, are no part of it."""
    address = "".join(sign for sign in address if unicodedata.category(sign) != "Cf").strip()
    if len(address) > LENGTH_MAX or not address.isprintable() or set(address) & set(' \\"<>^`{|}'):
        raise AddressRefusedError(NOT_ADDRESS)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefusedError(NOT_ADDRESS) from None
    if parts.scheme not in {"https", "webcal", "webcals"}:
        raise AddressRefusedError(NOT_HTTPS)
    if "@" in parts.netloc:
        raise AddressRefusedError(NOT_PLAIN)
    if port not in {None, HTTPS_PORT}:
        raise AddressRefusedError(NOT_PORT)
    asked = parts.path or "/"
    if parts.query:
        asked += f"?{parts.query}"
    return Target(_host(parts.hostname or ""), quote(asked, safe=SAFE))


def redirected(target: Target, location: str) -> Target:
    """Where an answer sends us on, checked like the first address; raises AddressRefusedError."""
    return target_of(urljoin(target.address, location.strip()))


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver gives it, is a machine of the public internet.

    Addresses that wrap another one (IPv4-mapped, 6to4, NAT64) are what they wrap; what cannot be
    told (Teredo, zone ids, anything outside global unicast) is not public.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public_v4(found)
    if found.scope_id is not None:
        return False
    wrapped = _wrapped(found)
    if wrapped is not None:
        return _is_public_v4(wrapped)
    return (
        found in GLOBAL_UNICAST
        and found not in TEREDO
        and found.is_global
        and not found.is_multicast
        and not found.is_reserved
    )


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else can use it: the host, and the last
    characters of its longest part, where the secret is, if that is long enough."""
    target = target_of(address)
    longest = max(re.split(r"[/?&=]", target.path), key=len)
    tail = longest[-TAIL:] if len(longest) >= SECRET_LENGTH_MIN else ""
    return f"https://{target.host}/…{tail}"


def checked_address(address: str) -> str:
    """An address in the one way we keep it; for models, with pydantic's kind of error."""
    try:
        return target_of(address).address
    except AddressRefusedError as refusal:
        raise PydanticCustomError(
            "calendar_address", "not an address we read from", {"sentence": str(refusal)}
        ) from None


def _is_public_v4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and address not in PROTOCOL_ASSIGNMENTS
    )


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def _host(name: str) -> str:
    """A host name in ASCII; raises AddressRefusedError for numbers and single words."""
    try:
        host = name.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise AddressRefusedError(NOT_HOST) from None
    *labels, last = host.split(".")
    is_name = bool(labels) and all(map(LABEL.fullmatch, labels)) and LAST_LABEL.fullmatch(last)
    if not is_name or len(host) > HOST_LENGTH_MAX:
        raise AddressRefusedError(NOT_HOST)
    return host
