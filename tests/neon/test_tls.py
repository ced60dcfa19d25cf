"""Neon's string, as it is, against a server with TLS, SCRAM and channel binding."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from sqlalchemy import column, func, select, table

from mentorat.accounts.actions.receive_delivery import receive_delivery
from mentorat.accounts.clerk.payload import read_envelope
from mentorat.db.embedded.unprivileged import preparation
from mentorat.db.executor import Db, scalar
from mentorat.db.pool import Database
from mentorat.db.upgrade import current, head, upgrade
from tests.fakes.deliveries import PAYLOADS

PORT = 56433
IS_ENCRYPTED = scalar(
    select(column("ssl"))
    .select_from(table("pg_stat_ssl"))
    .where(column("pid") == func.pg_backend_pid()),
    bool,
)


def certificate(folder: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / "server.key"
    secret.touch(mode=0o600)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )


def make_cluster(programs: Path, folder: Path) -> None:
    (folder / "password").write_text("s3cret", "ascii")
    options = ["-U", "owner", "-A", "scram-sha-256", "--locale=C.UTF-8"]
    words = ["-D", str(folder / "data"), "--pwfile", str(folder / "password"), *options]
    subprocess.run(
        [str(programs / "initdb"), *words],
        check=True,
        capture_output=True,
        preexec_fn=preparation(folder),
    )
    certificate(folder)
    (folder / "data" / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n", "ascii")


@pytest.fixture
def tls_url(tmp_path: Path) -> Iterator[str]:
    """Neon's kind of string for a server that insists on TLS."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    assert found, "Debian's PostgreSQL is needed: apt install postgresql"
    make_cluster(found[-1].parent, tmp_path)
    options = {
        "port": PORT,
        "listen_addresses": "127.0.0.1",
        "ssl": "on",
        "ssl_cert_file": tmp_path / "server.crt",
        "ssl_key_file": tmp_path / "server.key",
        "unix_socket_directories": "",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    command = [str(found[-1]), "-D", str(tmp_path / "data"), *words]
    server = subprocess.Popen(command, preexec_fn=preparation(tmp_path, follow_parent=True))
    query = "sslmode=require&channel_binding=require"
    url = f"postgres://owner:s3cret@localhost:{PORT}/postgres?{query}"
    for _ in range(100):
        try:
            psycopg.connect(url).close()
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    yield f"{url}&schema=public&pgbouncer=true"
    server.terminate()
    server.wait()


def test_neons_string_migrates_and_serves_over_tls_with_channel_binding(tls_url: str) -> None:
    upgrade(tls_url)
    assert current(tls_url) == head()

    async def work() -> None:
        database = Database(tls_url)
        await database.open()
        event = read_envelope(next(PAYLOADS.glob("01_*")).read_bytes())
        async with database.unit(writes=True) as unit:
            assert (
                await receive_delivery(Db(unit), "msg_1", event, now=datetime.now(UTC)) == "applied"
            )
        async with database.unit(writes=False) as unit:
            assert await Db(unit).value(IS_ENCRYPTED) is True
        await database.close()

    asyncio.run(work())


def test_a_server_without_channel_binding_is_refused(tls_url: str) -> None:
    plain = tls_url.split("&schema", maxsplit=1)[0].replace("sslmode=require", "sslmode=disable")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain)
