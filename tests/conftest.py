"""A real PostgreSQL, migrated once and cloned for each worker; real HTTP; fakes at the edges only."""

import base64
import fcntl
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import httpx2
import psycopg
import pytest
import structlog
from joserfc.jwk import RSAKey
from litestar import Litestar
from psycopg import sql

from mentorat.app import attach, build_routes
from mentorat.db.embedded import local_server
from mentorat.db.pool import Database
from mentorat.db.upgrade import upgrade
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.fakes.clerk_tokens import PUBLISHABLE_KEY, public_pem
from tests.hurry import hurry

structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
logging.getLogger("httpx2").setLevel(logging.WARNING)

SECRETS = (
    "whsec_" + base64.b64encode(b"o" * 32).decode(),
    "whsec_" + base64.b64encode(b"n" * 32).decode(),
)
INSTANCE = "ins_3FmentoratProd00000000000"
ORIGIN = "https://mentorat.example"
# Deleting a few rows costs a tenth of truncating; only what grew is truncated. No trigger or foreign
# key asks why: each table is emptied.
CLEAN = """
do $$
declare
    each record;
begin
    perform set_config('session_replication_role', 'replica', true);
    for each in
        select oid::regclass as name, pg_relation_size(oid) > 262144 as is_large
        from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
            and pg_relation_size(oid) > 0
            and relname not in (
                'alembic_version', 'publication_rules', 'skills', 'skill_categories', 'skill_names'
            )
    loop
        if each.is_large then
            execute format('truncate %s cascade', each.name);
        else
            execute format('delete from %s', each.name);
        end if;
    end loop;
end $$
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers begin, a share of them with each worker: what takes longest is not left for the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if "browser" in item.path.parts]
    short = [item for item in items if "browser" not in item.path.parts]
    edges = [len(short) * worker // workers for worker in range(workers + 1)]
    items[:] = [
        item
        for worker, (first, last) in enumerate(pairwise(edges))
        for item in (*long[worker::workers], *short[first:last])
    ]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The private server that all workers of this run share; PgBouncer in front if asked."""
    given = os.environ.get("TEST_SERVER_URL")
    if given:
        yield given
        return
    base = tmp_path_factory.getbasetemp()
    home = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with local_server(home / "server") as url:
        hurry(url)
        yield url


@pytest.fixture(scope="session")
def template(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database, made by whichever worker comes first."""
    name = "mentorat_template"
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(server_url, autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
                upgrade(with_database(server_url, name))
    return name


@pytest.fixture(scope="session")
def worker_url(server_url: str, template: str) -> str:
    """This worker's own database, cloned from the template."""
    name = f"mentorat_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    pooler = os.environ.get("TEST_POOLER_URL")
    return with_database(pooler or server_url, name)


@pytest.fixture
def database_url(worker_url: str) -> Iterator[str]:
    """A migrated database without people."""
    with psycopg.connect(worker_url, autocommit=True, prepare_threshold=None) as connection:
        seeded = [slug for (slug,) in connection.execute("select slug from skills")]
    yield worker_url
    with psycopg.connect(worker_url, autocommit=True, prepare_threshold=None) as connection:
        connection.execute("delete from skills where slug <> all(%s)", [seeded])
        connection.execute(CLEAN)
        connection.execute("update publication_rules set review_required = true")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def rows(database_url: str) -> Callable[..., list[dict[str, Any]]]:
    """Look into the database from outside the product."""

    def look(statement: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(
            database_url, autocommit=True, row_factory=psycopg.rows.dict_row, prepare_threshold=None
        ) as connection:
            cursor = connection.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    return look


class Clock:
    """The product's clock, which tests move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def clerk_key() -> RSAKey:
    """Our Clerk instance's private key."""
    return RSAKey.generate_key(2048, {"kid": "ins_key_1"})


def clerk_settings(home: Path, key: RSAKey, **more: object) -> Settings:
    """Production-like settings: AUTH=clerk, a pasted key, two signing secrets."""
    values: dict[str, object] = {
        "auth": "clerk",
        "mentorat_home": home,
        "public_url": ORIGIN,
        "clerk_publishable_key": PUBLISHABLE_KEY,
        "clerk_jwt_key": public_pem(key),
        "clerk_webhook_signing_secret": ",".join(SECRETS),
        "clerk_instance_id": INSTANCE,
        "clerk_authorized_parties": ORIGIN,
        "rate_limits": "off",  # tests/accounts/test_rates.py asks about them
        **more,
    }
    return Settings(**values)  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path, clerk_key: RSAKey) -> Settings:
    return clerk_settings(tmp_path, clerk_key)


Built = Callable[[Literal["dev", "clerk"]], Litestar]


@pytest.fixture(scope="session")
def built() -> Built:
    """The routes, built once for each kind of sign-in: that costs as much as a whole short test."""
    return cache(build_routes)


@pytest.fixture
def app(built: Built, settings: Settings, database: Database, clock: Clock) -> Edge:
    return attach(built(settings.auth), settings, database, clock=clock)


@pytest.fixture
async def client(app: Edge) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser_of(app) as opened:
        yield opened


def browser_of(app: Edge, **headers: str) -> httpx2.AsyncClient:
    """A client that talks to the application as over https; errors come back as answers."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers, timeout=60)


@pytest.fixture
def dev_settings(tmp_path: Path) -> Settings:
    return Settings(auth="dev", mentorat_home=tmp_path, rate_limits="off")


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    _, mark, query = path.partition("?")
    return f"{head}://{authority}/{name}{mark}{query}"


def seconds() -> float:
    """The clock on the wall, for what is signed with it."""
    return time.time()
