"""Making a connection string what libpq expects, whoever wrote it."""

import ssl
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import pq

# Neon wakes in a few hundred milliseconds, sometimes in seconds; a dead peer must be noticed.
DEFAULTS = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "tcp_user_timeout": "15000",
    "application_name": "mentorat",
}
CA_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/cert.pem", "/etc/ssl/cert.pem")
LIBPQ_WORDS = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())


def libpq_url(url: str) -> str:
    """The string with the parameters that only other clients know dropped, and ours added.

    Prisma's `schema`, `pgbouncer`, `connection_limit`… are refused by libpq; Neon's `sslmode`
    and `channel_binding` pass as they are.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = {word: value for word, value in given.items() if word in LIBPQ_WORDS}
    if known.get("sslrootcert") == "system":
        known["sslrootcert"] = _system_roots()  # psycopg's own OpenSSL looks elsewhere
    query = urlencode(DEFAULTS | known, quote_via=quote)
    return urlunsplit(("postgresql", parts.netloc, parts.path, query, ""))


def unpooled(url: str) -> str:
    """The same database without its pooler: Neon marks pooled hosts with `-pooler`."""
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    first, dot, rest = host.partition(".")
    direct = f"{userinfo}{at}{first.removesuffix('-pooler')}{dot}{rest}"
    return urlunsplit(parts._replace(netloc=direct))


def described(url: str) -> str:
    """Where the string points, without its password, for people to read."""
    found = psycopg.conninfo.conninfo_to_dict(url)
    return f"{found.get('host', 'local socket')}/{found.get('dbname', '')}"


def _system_roots() -> str:
    paths = ssl.get_default_verify_paths()
    for candidate in (paths.cafile, *CA_FILES):
        if candidate and Path(candidate).is_file():
            return candidate
    return "system"
