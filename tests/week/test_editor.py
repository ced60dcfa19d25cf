"""The editor's form without a browser: rows, buttons, problems, both versions, zones."""

import httpx2
import pytest

from tests.builders import Rows
from tests.fakes.clerk_tokens import ALICE
from tests.week.editing import digest, hour_field, save, stored

pytestmark = pytest.mark.anyio


async def test_a_week_with_nights_closures_and_exceptions_is_kept_and_shown_again(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    week = {
        "mon.3.start": "14:00",
        "mon.3.end": "00:00",
        "fri.0.start": "22:00",
        "fri.0.end": "02:00",
        "sun.0.start": "00:00",
        "sun.0.end": "00:00",
        "closure.0.from": "2027-12-24",
        "closure.0.to": "2027-12-26",
        "closure.1.from": "2027-05-01",
        "exception.0.date": "2027-06-07",
        "exception.0.start": "10:00",
        "exception.0.end": "11:00",
        "exception.1.date": "2027-06-07",
        "exception.1.start": "15:00",
        "exception.1.end": "16:00",
        "maxSessionsPerDay": "3",
    }
    answer = await save(mentor, **week)
    assert answer.headers["location"] == "/availability?saved=1"
    kept = stored(rows)
    assert kept["weekly"]["mon"] == [["09:00", "12:00"], ["14:00", "24:00"]]
    assert kept["weekly"]["fri"] == [["22:00", "02:00"]]
    assert kept["weekly"]["sun"] == [["00:00", "24:00"]]
    closed = ("2027-05-01", "2027-12-24", "2027-12-25", "2027-12-26")
    assert all(kept["overrides"][day] == [] for day in closed)
    assert kept["overrides"]["2027-06-07"] == [["10:00", "11:00"], ["15:00", "16:00"]]
    assert (kept["maxSessionsPerDay"], kept["buffersMinutes"]["after"]) == (3, 15)
    page = (await mentor.get("/availability")).text
    for value in ('name="closure.1.to" type="date" value="2027-12-26"', 'value="22:00"'):
        assert value in page
    json_again = (await mentor.get("/api/me/mentor-profile")).json()["availability"]
    assert json_again == kept


async def test_buttons_rearrange_rows_and_save_nothing(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    before = stored(rows)
    copied = await save(mentor, do="copy:mon", **{"copy.mon": ["tue", "sat"]})
    for day in ("tue", "sat"):
        assert hour_field(copied.text, f"{day}.0.start") == "09:00"
    added = await save(mentor, do="add:mon")
    assert hour_field(added.text, "mon.1.start") == ""
    removed = await save(mentor, do="remove:mon:0")
    assert hour_field(removed.text, "mon.0.start") is None
    for odd in ("remove:mon:9", "remove:nowhere:0", "copy:mon", "add:", "remove:mon:x", "whatever"):
        assert (await save(mentor, do=odd)).status_code == 200
    assert stored(rows) == before


async def test_every_problem_stands_beside_its_field(mentor: httpx2.AsyncClient) -> None:
    wrong = {
        "mon.0.end": "09:00",
        "tue.4.start": "25:00",
        "tue.4.end": "26:00",
        "wed.0.start": "10:00",
        "timezone": "Europe/Atlantis",
        "slotMinutes": "2",
        "horizonDays": "mille",
        "minNoticeMinutes": "-5",
        "closure.0.from": "2027-12-26",
        "closure.0.to": "2027-12-24",
        "exception.0.date": "le 3 mai",
        "exception.0.start": "10:00",
        "exception.0.end": "11:00",
        "exception.1.start": "10:00",
    }
    answer = await save(mentor, **wrong)
    assert answer.status_code == 422
    for name in (
        "mon.0.start",
        "tue.0.start",
        "tue.0.end",
        "wed.0.end",
        "timezone",
        "slotMinutes",
        "horizonDays",
        "minNoticeMinutes",
        "closure.0.to",
        "exception.0.date",
        "exception.1.date",
    ):
        assert f'href="#{name}"' in answer.text, name
        assert f'id="{name}-problem"' in answer.text, name
    assert 'value="Europe/Atlantis"' in answer.text


async def test_an_edit_elsewhere_shows_both_versions_and_loses_neither(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    old = await digest(mentor)
    await save(mentor, **{"mon.0.start": "08:00"})
    crossed = await save(mentor, digest=old, **{"mon.0.start": "10:00"})
    assert crossed.status_code == 409
    assert "08:00–12:00" in crossed.text
    assert "10:00–12:00" in crossed.text
    assert stored(rows)["weekly"]["mon"] == [["08:00", "12:00"]]
    fresh = crossed.text.partition('name="digest" value="')[2].partition('"')[0]
    kept = await save(mentor, digest=fresh, **{"mon.0.start": "10:00"})
    assert kept.status_code == 303
    assert stored(rows)["weekly"]["mon"] == [["10:00", "12:00"]]


async def test_a_new_zone_shows_how_booked_sessions_will_read_and_asks_first(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    await save(mentor)
    rows("insert into users (id) values ('user_mentee')")
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until, status)"
        " select gen_random_uuid(), %s, 'user_mentee', t, t + interval '1 hour', t, t + interval '1 hour', 'confirmed'"
        " from (select date_trunc('day', now()) + interval '5 days 9 hours' as t) x",
        ALICE,
    )
    asked = await save(mentor, timezone="America/Montreal")
    assert (asked.status_code, stored(rows)["timezone"]) == (200, "Europe/Paris")
    assert "10:00 (UTC+01:00)" in asked.text or "11:00 (UTC+02:00)" in asked.text
    assert "UTC−05:00" in asked.text or "UTC−04:00" in asked.text
    done = await save(mentor, timezone="America/Montreal", confirmedZone="America/Montreal")
    assert done.status_code == 303
    assert stored(rows)["timezone"] == "America/Montreal"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("date=2027-06-08&time=10:00", "Trop lointain"),
        ("date=1999-01-01&time=10:00", "passée"),
        ("date=2027-06-08&time=10x0", "jour et une heure valables"),
        ("date=9999-12-31&time=23:59", "jour et une heure valables"),
        ("date=0001-01-01&time=00:00", "jour et une heure valables"),
        ("", "Vérifier"),
    ],
)
async def test_any_question_about_an_hour_gets_an_answer(
    mentor: httpx2.AsyncClient, query: str, words: str
) -> None:
    answer = await mentor.get(f"/availability/why?{query}")
    assert answer.status_code == 200
    assert words in answer.text


async def test_more_windows_than_a_day_has_room_for_are_refused_beside_their_day(
    mentor: httpx2.AsyncClient,
) -> None:
    rows = {f"tue.{n}.start": f"{n // 2:02}:{30 * (n % 2):02}" for n in range(31)}
    rows |= {f"tue.{n}.end": f"{n // 2:02}:{30 * (n % 2) + 10:02}" for n in range(31)}
    refused = await save(mentor, **rows)
    assert refused.status_code == 422
    assert '<a href="#tue.0.start">30 plages par jour au plus.</a>' in refused.text
