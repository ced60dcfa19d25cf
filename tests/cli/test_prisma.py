"""The Prisma schema: every column of ours under the seed's names, the same text in any process."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Interval, MetaData, Table

from mentorat.cli.prisma_schema.document import schema_of
from mentorat.cli.prisma_schema.fields import UnknownToPrismaError, field_of
from mentorat.cli.prisma_schema.tables import HIDDEN, mapped_tables

ROOT = Path(__file__).parent.parent.parent
NOT_OURS = re.compile("procrastinate_|alembic_version")


def model(name: str) -> str:
    """One block of the schema, single-spaced."""
    found = re.search(
        rf"^model {name} {{\n(.*?)^}}$", schema_of(mapped_tables()), re.MULTILINE | re.DOTALL
    )
    assert found, name
    return re.sub(r"[ ]+", " ", found.group(1))


def test_the_committed_schema_is_written_the_same_in_any_process() -> None:
    committed = (ROOT / "prisma" / "schema.prisma").read_text(encoding="utf-8")
    assert schema_of(mapped_tables()) == committed
    for seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-m", "mentorat", "prisma", "schema"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout == committed


def test_the_seed_finds_its_own_names() -> None:
    user, profile = model("User"), model("MentorProfile")
    for line in (
        " id String @id",
        " email String?",
        ' firstName String? @map("first_name")',
        " role Role @default(USER)",
        ' imageUrl String? @map("image_url")',
        " bio String?",
        " mentorProfile MentorProfile?",
        " bookingsAsMentor Booking[]",
        '@@map("users")',
    ):
        assert line in user
    for line in (
        " user User @relation(fields: [userId], references: [id], onDelete: Cascade",
        " expertise String[] @default([])",
        ' availability Json @default("{}")',
        " hourlyRate Float",
        " hourlyRateCents Int",
    ):
        assert line in profile
    assert "enum Role {\n  ADMIN\n  MENTOR\n  USER\n" in schema_of(mapped_tables())


def test_every_column_of_the_database_is_there(worker_url: str) -> None:
    with psycopg.connect(worker_url) as connection:
        rows = connection.execute("""
            select relname, attname from pg_attribute join pg_class on pg_class.oid = attrelid
            where relnamespace = 'public'::regnamespace and relkind = 'r'
                and attnum > 0 and not attisdropped
        """).fetchall()
    theirs = {(table, column) for table, column in rows if not NOT_OURS.match(table)}
    said = set()
    for block in re.findall(
        r"^model \w+ {\n(.*?)^}$", schema_of(mapped_tables()), re.MULTILINE | re.DOTALL
    ):
        table = re.search(r'@@map\("(\w+)"\)', block)
        assert table
        scalars, _, _ = block.partition("\n\n")
        for line in scalars.splitlines():
            if not line.lstrip().startswith("///"):
                named = re.search(r' @map\("(\w+)"\)', line)
                said.add((table.group(1), named.group(1) if named else line.split()[0]))
    assert said == theirs


def test_secrets_and_letters_are_no_part_of_the_client() -> None:
    assert {mapped.table.name for mapped in mapped_tables()} >= HIDDEN
    for name in ("AuthSession", "CalendarFeed", "Message"):
        assert "@@ignore" in model(name)
    assert " authSessions AuthSession[] @ignore" in model("User")


def test_what_this_writer_was_not_taught_is_said_aloud() -> None:
    lasting = Column("lasting", Interval)
    Table("courses", MetaData(), lasting)
    with pytest.raises(UnknownToPrismaError, match="Interval"):
        field_of(lasting)


def test_the_page_shows_the_code_that_its_tests_run() -> None:
    page = (ROOT / "docs" / "prisma.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```ts\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert shown == [(ROOT / "clients" / "prisma" / "mentors.ts").read_text(encoding="utf-8")]
