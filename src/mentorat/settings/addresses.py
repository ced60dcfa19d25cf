"""Reading the addresses an operator pastes: what cannot be read is said by its part, never shown.

A password stands in most of them, and half a password is one too: no sentence here repeats a
value. Sources: RFC 3986 (what must be percent-encoded); libpq's connection URIs (chapter 34.1.1
of PostgreSQL's manual), which refuses some of them with the value in its words.
"""

import ipaddress
import re
from urllib.parse import urlsplit

import psycopg

DATABASE_SCHEMES = ("postgres://", "postgresql://")
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]")
PORT_MAX = 65535
WRITE_IT = "percent-encode it: @ is %40, # is %23, / is %2F, ? is %3F, % is %25, a space is %20"
PASSWORD = (
    f"holds a user name or password with a character that must be written otherwise; {WRITE_IT}"
)
HALVES = "holds a % that is not followed by two hexadecimal digits; write %25 for a percent sign"


def database_address(text: str) -> str:
    """A PostgreSQL connection string as it was pasted, without the blanks around it; raises
    ValueError with the part that cannot be read and how to write it."""
    address = text.strip()
    if not address.startswith(DATABASE_SCHEMES):
        raise ValueError(
            "must start with postgres:// or postgresql://, without quotes or a command around it"
        )
    _check_parts(address)
    try:
        psycopg.conninfo.conninfo_to_dict(address.partition("?")[0])
    except (psycopg.Error, UnicodeError):
        raise ValueError(
            f"cannot be read between the scheme and the database; {WRITE_IT}"
        ) from None
    return address


def smtp_address(text: str) -> str:
    """An address such as smtp://user:password@host:587; raises ValueError as above."""
    address = text.strip()
    if not address.startswith(("smtp://", "smtps://")):
        raise ValueError("must start with smtp:// or smtps://, without quotes around it")
    _check_parts(address)
    if not _host(address):
        raise ValueError("names no server; it looks like smtp://user:password@mail.example:587")
    return address


def site_address(text: str, *, may_have_path: bool = True) -> str:
    """An http or https address without its last slash; raises ValueError when it is none, or
    carries what an address of a site must not."""
    sentence = "must be an address such as https://mentorat.example"
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        is_whole = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and _port_is_one(parts.netloc)
        )
    except ValueError:
        raise ValueError(sentence) from None
    if not is_whole or UNSEEN.search(address) or "@" in address or parts.query or parts.fragment:
        raise ValueError(sentence)
    if parts.path and not may_have_path:
        raise ValueError(f"{sentence}, without a path")
    return address


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host` (RFC 6761, 6.3: .localhost never leaves it)."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _check_parts(address: str) -> None:
    after = address.partition("://")[2]
    authority = re.split(r"[/?#]", after, maxsplit=1)[0]
    rest, query = after[len(authority) :].partition("?")[::2]
    if UNSEEN.search(address):
        raise ValueError(f"holds a blank or an invisible character; {WRITE_IT}")
    # An @ further on, or a second one, means that a separator stands inside the password.
    if authority.count("@") > 1 or "@" in rest or "#" in address:
        raise ValueError(PASSWORD)
    if "@" in query and "@" not in authority:
        raise ValueError(PASSWORD)
    if BARE_PERCENT.search(authority) or not _is_split(address):
        raise ValueError(PASSWORD)
    if BARE_PERCENT.search(after):
        raise ValueError(HALVES)
    if not _port_is_one(authority):
        raise ValueError(
            f"holds a port that is no number from 1 to {PORT_MAX}, or an unreadable host"
        )


def _is_split(address: str) -> bool:
    """Whether Python's own parser, which others use after us, can take it apart."""
    try:
        urlsplit(address)
    except ValueError:  # a bracket, or a letter that NFKC makes a separator of
        return False
    return True


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


def _port_is_one(authority: str) -> bool:
    """Whether each host of an authority is followed by a port, or by none."""
    hosts = authority.rpartition("@")[2].split(",")
    ports = [re.sub(r"^(?:\[[0-9A-Fa-f:.%]*\]|[^:\[\]]*)", "", host, count=1) for host in hosts]
    return all(
        port == ""
        or (re.fullmatch(r":\d{1,5}", port, re.ASCII) is not None and 0 < int(port[1:]) <= PORT_MAX)
        for port in ports
    )
