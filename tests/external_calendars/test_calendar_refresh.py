"""The worker reads mentors' calendars again and again, politely, and forgets what is too old."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from mentorat.db.executor import Db
from mentorat.external_calendars.actions import take_out_calendar
from mentorat.external_calendars.jobs import FORGET_CALENDAR, QUEUE_CALENDARS, REFRESH_CALENDAR
from mentorat.settings import Settings
from tests.builders import MONDAY, Rows, move, whoever
from tests.external_calendars.calendar_files import calendar, event, lines
from tests.external_calendars.calendar_life import ADDRESS, MINUTE, PATH, SECRET, Life
from tests.external_calendars.calendar_server import raw, reply
from tests.working import Worker

pytestmark = pytest.mark.anyio
NINE = datetime(2027, 6, 8, 7, tzinfo=UTC)  # in Paris, on Tuesday
BUSY = calendar(event(NINE, NINE + timedelta(hours=2)))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def life(life: Life) -> Life:
    """Somebody whose calendar is busy on Tuesday from nine to eleven."""
    life.site.holds(PATH, BUSY, 'ETag: "one"')
    return life


async def test_what_a_calendar_says_is_kept_without_titles_and_search_follows(life: Life) -> None:
    await life.put()
    assert await life.jobs() == ["refresh_calendar", "refresh_mentor"]
    await life.refresh()
    assert life.times() == [(NINE, NINE + timedelta(hours=2), False)]
    assert await life.jobs() == ["refresh_mentor"]
    row = life.row()
    assert (row["good_at"], row["trouble"], row["failures"]) == (MONDAY, None, 0)
    assert "dentiste" not in str(
        [life.rows(f"select * from {t}") for t in ("busy_calendars", "external_busy")]
    )
    await life.refresh(MONDAY + 15 * MINUTE)
    assert await life.jobs() == []  # nothing new
    life.site.holds(PATH, calendar(event(NINE, NINE + HOUR)))
    await life.refresh(MONDAY + 30 * MINUTE)
    assert (life.times(), await life.jobs()) == ([(NINE, NINE + HOUR, False)], ["refresh_mentor"])


async def test_a_calendar_is_read_every_fifteen_minutes_at_most_whatever_is_asked(
    life: Life,
) -> None:
    await life.put()
    await asyncio.gather(*(life.refresh() for _ in range(5)))
    assert len(life.site.questions) == 1
    await life.refresh(MONDAY + 15 * MINUTE - timedelta(seconds=1))
    await life.put(ADDRESS + "?other", now=MONDAY + MINUTE)
    await life.refresh(MONDAY + MINUTE)
    async with life.database.unit(writes=True) as unit:
        await take_out_calendar(Db(unit), viewer=whoever(life.mentor, "MENTOR"), now=MONDAY)
    await life.put(now=MONDAY + 2 * MINUTE)
    await life.refresh(MONDAY + 2 * MINUTE)
    assert len(life.site.questions) == 1
    due = life.rows(
        "select scheduled_at from procrastinate_jobs where task_name = 'refresh_calendar' order by id desc limit 1"
    )
    assert due[0]["scheduled_at"] == MONDAY + 15 * MINUTE
    await life.refresh(MONDAY + 15 * MINUTE)
    assert len(life.site.questions) == 2


async def test_an_unchanged_calendar_is_not_sent_again_until_it_could_mean_something_else(
    life: Life,
) -> None:
    await life.put()
    await life.refresh()
    life.site.replies[PATH] = reply(304, b"", length=False)
    at = MONDAY + HOUR
    await life.refresh(at)
    assert 'If-None-Match: "one"' in life.site.questions[-1]
    assert (life.row()["good_at"], life.row()["read_at"]) == (at, MONDAY)
    assert life.times()
    life.site.holds(PATH, BUSY, 'ETag: "one"')
    life.rows(
        'update mentor_profiles set availability = availability || \'{"timezone": "Asia/Tokyo"}\''
    )
    await life.refresh(MONDAY + 2 * HOUR)
    assert "If-None-Match" not in life.site.questions[-1]
    assert life.row()["read_zone"] == "Asia/Tokyo"
    await life.refresh(MONDAY + 7 * DAY)
    assert "If-None-Match" in life.site.questions[-1]
    await life.refresh(MONDAY + 15 * DAY)
    assert "If-None-Match" not in life.site.questions[-1]


async def test_trouble_makes_us_patient_up_to_six_hours(life: Life) -> None:
    await life.put()
    assert await life.queue(MONDAY) == 1
    await life.refresh()
    life.site.replies[PATH] = reply(500, b"")
    at, waits = MONDAY, []
    for _ in range(8):
        before = at
        while not await life.queue(at):
            at += 5 * MINUTE
        waits.append((at - before) // MINUTE)
        await life.refresh(at)
    # 24 hours after the last success its owner is told: that is not left to the next six hours.
    assert waits == [15, 30, 60, 120, 240, 360, 360, 255]
    assert life.row()["lapsed_at"] == at
    assert life.row()["failures"] == 8


async def test_after_a_day_without_it_the_mentor_is_told_once_in_their_language(
    life: Life, rows: Rows
) -> None:
    rows("update users set locale = 'en' where id = %s", life.mentor)
    await life.put()
    await life.refresh()
    await life.jobs()
    life.site.replies[PATH] = raw(b"SSH-2.0-OpenSSH\r\n")
    await life.refresh(MONDAY + DAY - MINUTE)
    assert rows("select 1 from messages") == []
    assert life.times()
    assert await life.jobs() == []
    for minutes in (0, 15, 30):
        await life.refresh(MONDAY + DAY + (15 + minutes) * MINUTE)
    told = rows("select * from messages")
    assert [(row["recipient_id"], row["subject"]) for row in told] == [
        (life.mentor, "Your external calendar can no longer be read")
    ]
    assert told[0]["topic"].startswith("calendar:")
    assert "https://mentorat.example/availability/calendar" in told[0]["body_text"]
    assert SECRET not in str(told[0])
    assert sorted(await life.jobs()) == ["deliver_message", "refresh_mentor"]
    life.site.holds(PATH, BUSY)
    await life.refresh(MONDAY + 2 * DAY)
    assert (life.row()["lapsed_at"], life.row()["trouble"], life.row()["failures"]) == (
        None,
        None,
        0,
    )
    assert await life.jobs() == ["refresh_mentor"]  # the same times count again
    life.site.replies[PATH] = reply(404, b"")
    await life.refresh(MONDAY + 4 * DAY)
    assert len(rows("select 1 from messages")) == 2


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("blocked", "server"), ("refused", "server"), ("another key", "server"),
        ("away", "server"), ("page", "format"), ("cut off", "format"), ("junk", "format"),
        ("too large", "size"), ("rule", "rules 2027-06-07"),
    ],
)  # fmt: skip
async def test_trouble_is_format_size_or_rules_and_whatever_the_network_does_is_one_word(
    life: Life, name: str, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    site = life.site
    await life.put()
    if name == "blocked":
        site.resolutions = iter([["10.0.0.1"]])
    elif name == "refused":
        site.port = 1
    elif name == "another key":
        life.reading = type(life.reading)(
            site, (b"another key of forty characters or so",), life.reading.origin
        )
    elif name == "away":
        site.replies[PATH] = reply(503, b"")
    else:
        answers = {
            "page": b"<!DOCTYPE html><title>Bonjour</title>",
            "too large": b"BEGIN:VCALENDAR\r\n" + b"X" * 16 * 1024 * 1024,
            "cut off": BUSY[:-20],
            "junk": b"\x00\xff\x80" * 1000,
            "rule": lines("DTSTART:20270607T090000Z", "RRULE:FREQ=SECONDLY"),
        }
        site.holds(PATH, answers[name])
    await life.refresh()
    row = life.row()
    assert (row["trouble"], row["failures"], row["good_at"]) == (trouble, 1, None)
    assert row["checked_at"] == MONDAY
    for text in (str(row), caplog.text, str(life.rows("select * from procrastinate_jobs"))):
        assert SECRET not in text


async def test_a_calendar_that_is_replaced_while_it_is_read_leaves_nothing(life: Life) -> None:
    await life.put()
    await life.put(now=MONDAY + MINUTE)  # the same again: nothing happens
    assert life.row()["created_at"] == MONDAY

    async def meanwhile() -> None:
        life.site.before_connecting = None
        await life.put(ADDRESS + "?b", now=MONDAY + MINUTE)

    life.site.before_connecting = meanwhile
    await life.refresh()
    assert life.times() == []
    assert (life.row()["good_at"], life.row()["failures"]) == (None, 0)


async def test_only_mentors_are_read_for_and_who_leaves_is_forgotten(
    life: Life, settings: Settings, rows: Rows
) -> None:
    await life.put()
    rows("update users set role = 'USER'")
    await life.refresh()
    assert (await life.queue(MONDAY), life.site.questions) == (0, [])
    rows("update users set role = 'MENTOR'")
    await life.refresh()
    await Worker(settings, life.database).do(FORGET_CALENDAR, user_id=life.mentor)
    assert (life.times(), life.row()["address_encrypted"], life.row()["masked"]) == ([], None, "")


async def test_the_worker_has_the_job_and_the_round(
    life: Life, settings: Settings, rows: Rows
) -> None:
    worker = Worker(settings, life.database)
    worker.work.network = life.site
    soon = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + 3 * DAY
    life.site.holds(PATH, calendar(event(soon, soon + HOUR)))
    await life.put(now=datetime.now(UTC))
    await life.jobs()
    await worker.do(QUEUE_CALENDARS)
    assert await life.jobs() == ["refresh_calendar"]
    await worker.do(REFRESH_CALENDAR, user_id=life.mentor)
    assert life.times() == [(soon, soon + HOUR, False)]
    await move(life.database, life.mentor, "pause")  # whoever pauses goes on being read
    await worker.do(QUEUE_CALENDARS)
    assert "refresh_calendar" not in await life.jobs()  # it was read just now
