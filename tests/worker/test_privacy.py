"""Who left is forgotten in every column of every table; who stays keeps their own words."""

import re
import subprocess
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.standing import HOLD_BACK
from mentorat.bookings.jobs import CANCEL_LEFT_SESSIONS, END_FOR_LEAVER, TELL_BOOKING
from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.executor import Db
from mentorat.db.personal import Holds
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.external_calendars.jobs import FORGET_CALENDAR
from mentorat.mentors.jobs import CLOSE_WEEK
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from mentorat.worker.privacy import SLICES, TOOLS, export_person
from tests import people
from tests.builders import Rows
from tests.conftest import SECRETS
from tests.fakes.deliveries import changed, deliver, payload
from tests.people import StillClock
from tests.worker.a_life import KEPT, WORD, a_life
from tests.working import Worker

pytestmark = pytest.mark.anyio
clock = people.clock

COLUMNS = """
    select c.table_name as table, c.column_name as name, c.data_type as type
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in
        ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'tsvector')
    order by 1, 2
"""
DECLARED = {
    f"{table}.{name}": holds
    for columns in (*(slice_.COLUMNS for slice_ in SLICES.values()), TOOLS)
    for table, names in columns.items()
    for name, holds in names.items()
}
# Which of a table's rows are somebody's; of bookings, each side's words are in columns of their own.
OWNER = {
    "users": "id",
    "messages": "recipient_id",
    "search_alerts": "member_id",
    "bookings.note": "mentee_id",
    "bookings.mentee_timezone": "mentee_id",
    "bookings.meeting_place": "mentor_id",
    "bookings.mentor_timezone": "mentor_id",
    "bookings.reason": "ended_by",
    "booking_notes": "owner",
    **dict.fromkeys(("posts", "post_pages", "series"), "author_id"),
    "post_revisions": "saved_by",
    "post_images": "owner_id",
    **dict.fromkeys(
        ("post_slugs", "preview_links"), "(select author_id from posts where id = post_id)"
    ),
}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
UNWRITABLE = {"users.locale", "mentor_profiles.currency"}  # of a few codes
AS_TYPE = {
    "text": "%s",
    "jsonb": "to_jsonb(%s::text)",
    "ARRAY": "array[%s]",
    "bytea": "convert_to(%s, 'UTF8')",
    "tsvector": "to_tsvector('simple', %s)",
}


def owner_of(column: str) -> str:
    return OWNER.get(column) or OWNER.get(column.partition(".")[0], "user_id")


def test_every_column_of_text_says_what_it_holds_of_a_person(rows: Rows) -> None:
    found = {f"{row['table']}.{row['name']}" for row in rows(COLUMNS)}
    assert found == DECLARED.keys(), found ^ DECLARED.keys()


def content(url: str) -> str:
    """Everything in the database, as pg_dump writes it; small letters."""
    program = find_binaries().program("pg_dump")
    answer = subprocess.run([program, "-a", url], capture_output=True, text=True, check=True)
    return "\n".join(line for line in answer.stdout.lower().splitlines() if line[:1] != "\\")


def write_everywhere(rows: Rows, leaver: str) -> None:
    """The word in each column that may hold one, where nothing of the life above has put it."""
    for row in rows(COLUMNS):
        column = f"{row['table']}.{row['name']}"
        if DECLARED[column] not in {Holds.WORDS, Holds.COPY} or column in UNWRITABLE:
            continue
        owner, value = owner_of(column), AS_TYPE[row["type"]]
        where = f"where {owner} = %s"
        mine = rows(f"select {row['name']}::text as said from {row['table']} {where}", leaver)
        assert mine, f"{leaver} has no row in {column}"
        said = " ".join(str(one["said"]).lower() for one in mine)
        if WORD not in said and WORD.encode().hex() not in said:
            rows(
                f"update {row['table']} set {row['name']} = {value} {where}"
                f" and ctid = (select min(ctid) from {row['table']} {where})",
                *(WORD, leaver, leaver),
            )


async def leave(
    client: httpx2.AsyncClient, worker: Worker, rows: Rows, leaver: str, clock: StillClock
) -> None:
    """Clerk says that somebody is gone; the hold-back passes, but for a second."""
    event = changed(payload("30"), id=leaver)
    assert (await deliver(client, event, secret=SECRETS[0])).status_code == 200
    jobs = (PUBLISH_EVENT, END_FOR_LEAVER, CLOSE_WEEK, FORGET_CALENDAR, TELL_BOOKING)
    await worker.take(rows, *jobs)
    clock.ahead += HOLD_BACK - timedelta(seconds=1)
    await worker.take(rows, CANCEL_LEFT_SESSIONS, *jobs)
    await worker.do(TIDY)


async def test_who_left_is_forgotten_in_every_column_and_the_others_words_stay(
    client: httpx2.AsyncClient,
    database: Database,
    database_url: str,
    settings: Settings,
    clerk_key: RSAKey,
    clock: StillClock,
    rows: Rows,
) -> None:
    leaver, friend = await a_life(client, database, clerk_key, rows)
    worker = Worker(settings, database)
    worker.work.clock = clock
    await worker.take(rows, PUBLISH_EVENT, TELL_BOOKING)
    write_everywhere(rows, leaver)
    await leave(client, worker, rows, leaver, clock)
    assert WORD in content(database_url)  # a second too early
    clock.ahead += timedelta(seconds=1)
    await worker.do(TIDY)
    left = content(database_url)
    for trace in (WORD, WORD.encode().hex(), "chatham"):
        assert trace not in left, [line for line in left.splitlines() if trace in line]
    notes = rows("select owner, body from booking_notes order by owner")
    assert notes == [{"owner": "shared", "body": KEPT}, {"owner": friend, "body": KEPT}]
    kept = rows(
        "select note, reason, status, price_cents from bookings where mentor_id = %s", leaver
    )
    question = f"Ma question : {KEPT}"
    assert kept == [{"note": question, "reason": None, "status": "declined", "price_cents": 4500}]
    assert rows("select bio from users where id = %s", friend) == [{"bio": KEPT}]
    await worker.do(TIDY)
    assert content(database_url) == left


def told(document: Any, name: str) -> list[str]:
    """Every value under a name, however deep."""
    if isinstance(document, list):
        return [value for one in document for value in told(one, name)]
    if not isinstance(document, dict):
        return []
    return [str(v) for k, v in document.items() if k == name] + told([*document.values()], name)


async def test_an_export_tells_all_that_is_theirs_and_nobody_elses_address(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    clerk_key: RSAKey,
    clock: StillClock,
    rows: Rows,
) -> None:
    leaver, friend = await a_life(client, database, clerk_key, rows)
    await Worker(settings, database).take(rows, PUBLISH_EVENT, TELL_BOOKING)
    write_everywhere(rows, leaver)
    async with database.unit(writes=False) as unit:
        mine = msgspec.json.decode(msgspec.json.encode(await export_person(Db(unit), leaver)))
        theirs = msgspec.json.decode(msgspec.json.encode(await export_person(Db(unit), friend)))
    for column, holds in DECLARED.items():
        if holds is Holds.WORDS and column not in UNWRITABLE:
            name = column.rpartition(".")[2]
            shown = "timezone" if name.endswith("timezone") else name
            assert WORD in " ".join(told(mine, shown)).lower(), column
    assert set(ADDRESS.findall(str(mine))) == {f"{WORD}@courrier.example"}
    assert set(ADDRESS.findall(str(theirs))) == {f"{KEPT}@courrier.example"}
