"""Connection strings as people paste them."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from mentorat.db.url import described, libpq_url, unpooled

NEON = "postgresql://owner:s3cr%40t@ep-cool-name-123-pooler.eu-central-1.aws.neon.tech/neondb"


def test_neons_string_is_taken_as_it_is() -> None:
    found = conninfo_to_dict(libpq_url(f"{NEON}?sslmode=require&channel_binding=require"))
    assert (found["sslmode"], found["channel_binding"]) == ("require", "require")
    assert (found["password"], found["dbname"]) == ("s3cr@t", "neondb")
    assert found["connect_timeout"] == "10"


def test_the_old_scheme_and_prismas_parameters_do_no_harm() -> None:
    prisma = "?schema=public&pgbouncer=true&connection_limit=5&pool_timeout=10&sslaccept=strict&sslmode=require"
    found = conninfo_to_dict(libpq_url(NEON.replace("postgresql", "postgres") + prisma))
    assert found["sslmode"] == "require"
    assert not found.keys() & {"schema", "pgbouncer", "connection_limit"}


def test_options_and_timeouts_of_the_operator_win() -> None:
    found = conninfo_to_dict(libpq_url(f"{NEON}?options=endpoint%3Dep-x&connect_timeout=3"))
    assert (found["options"], found["connect_timeout"]) == ("endpoint=ep-x", "3")


def test_the_systems_roots_are_a_file() -> None:
    found = conninfo_to_dict(libpq_url(f"{NEON}?sslmode=verify-full&sslrootcert=system"))
    assert str(found["sslrootcert"]).startswith("/")


@pytest.mark.parametrize(
    ("pooled", "direct"),
    [
        (
            "postgresql://u:p@ep-x-pooler.eu.neon.tech/db?a=1",
            "postgresql://u:p@ep-x.eu.neon.tech/db?a=1",
        ),
        ("postgresql://u:p@ep-x.eu.neon.tech/db", "postgresql://u:p@ep-x.eu.neon.tech/db"),
        ("postgresql://u:-pooler.x@db.example/db", "postgresql://u:-pooler.x@db.example/db"),
        ("postgresql://localhost:5432/db", "postgresql://localhost:5432/db"),
    ],
)
def test_migrations_go_around_the_pooler(pooled: str, direct: str) -> None:
    assert unpooled(pooled) == direct


def test_a_string_is_described_without_its_password() -> None:
    assert "s3cr" not in described(libpq_url(NEON))
    assert "neon.tech/neondb" in described(libpq_url(NEON))
