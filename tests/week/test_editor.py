"""The editor's form without a browser: rows, buttons, problems, both versions, zones."""

import gzip
import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.builders import Rows
from tests.conftest import Clock
from tests.fakes.clerk_tokens import ALICE, bearer
from tests.forms import sign_in, submit, typed
from tests.onboarding.test_choice import MENTOR

pytestmark = pytest.mark.anyio
BASE = {
    "timezone": "Europe/Paris",
    "slotMinutes": "60",
    "stepMinutes": "30",
    "bufferBefore": "0",
    "bufferAfter": "15",
    "minNoticeMinutes": "720",
    "horizonDays": "60",
    "mon.0.start": "09:00",
    "mon.0.end": "12:00",
}


@pytest.fixture
async def mentor(client: httpx2.AsyncClient, clerk_key: RSAKey) -> httpx2.AsyncClient:
    await client.post("/api/onboarding", json=MENTOR, headers=bearer(clerk_key))
    await sign_in(client, clerk_key, ALICE)
    return client


async def digest(client: httpx2.AsyncClient) -> str:
    page = (await client.get("/availability")).text
    return page.partition('name="digest" value="')[2].partition('"')[0]


async def save(client: httpx2.AsyncClient, **changes: Any) -> httpx2.Response:
    fields = {**BASE, "digest": await digest(client), "do": "save", **changes}
    return await submit(client, "/availability", {k: v for k, v in fields.items() if v is not None})


def hour_field(page: str, name: str) -> str | None:
    """What stands in a field for an hour; None where there is no such field."""
    found = re.search(rf'name="{re.escape(name)}" type="text"[^>]* value="([^"]*)"', page)
    return found and found[1]


def stored(rows: Rows) -> dict[str, Any]:
    found: dict[str, Any] = rows("select availability from mentor_profiles")[0]["availability"]
    return found


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
        ("date=2027-06-08&time=10:00", "trop loin"),
        ("date=1999-01-01&time=10:00", "passée"),
        ("date=2027-06-08&time=10x0", "jour et une heure valables"),
        ("date=9999-12-31&time=23:59", "jour et une heure valables"),
        ("date=0001-01-01&time=00:00", "jour et une heure valables"),
        ("", "Examiner"),
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


async def test_an_hour_is_kept_however_it_was_written_and_a_wrong_one_stands_as_it_was(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    written = {"mon.0.start": "9", "mon.0.end": "9 h 30", "tue.0.start": "14.15"}
    saved = await save(mentor, **written, **{"tue.0.end": "minuit"})
    assert saved.status_code == 303
    weekly = stored(rows)["weekly"]
    assert (weekly["mon"], weekly["tue"]) == ([["09:00", "09:30"]], [["14:15", "24:00"]])
    refused = await save(mentor, **{"mon.0.start": "tôt", "mon.0.end": "25h"})
    assert refused.status_code == 422
    assert hour_field(refused.text, "mon.0.start") == "tôt"
    assert hour_field(refused.text, "mon.0.end") == "25h"
    assert 'id="mon.0.end-problem"' in refused.text


async def test_presets_add_up_and_take_no_hours_away(
    mentor: httpx2.AsyncClient, rows: Rows
) -> None:
    evenings = {"mon.1.start": "12", "mon.1.end": "19", "tue.0.start": "jamais"}
    page = (await save(mentor, do="preset:evenings", **evenings)).text
    assert [hour_field(page, f"mon.{n}.{part}") for n in (0, 1) for part in ("start", "end")] == [
        "09:00",
        "21:00",
        None,
        None,
    ]
    assert (hour_field(page, "tue.0.start"), hour_field(page, "tue.1.start")) == ("18:00", "jamais")
    assert hour_field((await save(mentor, do="preset:weekend")).text, "sat.0.end") == "18:00"
    assert hour_field((await save(mentor, do="switch:mon")).text, "mon.0.start") is None
    assert hour_field((await save(mentor, do="switch:sun")).text, "sun.0.start") == "09:00"
    assert stored(rows)["weekly"]["mon"] == []


async def test_a_day_of_the_month_is_closed_reopened_and_as_usual_again(
    mentor: httpx2.AsyncClient, rows: Rows, clock: Clock
) -> None:
    first = clock().date()
    days = [(first + timedelta(days=n)).isoformat() for n in (10, 11, 12)]
    closure = {"closure.0.from": days[0], "closure.0.to": days[2]}
    reopened = await save(mentor, do=f"open:{days[1]}", **closure)
    assert reopened.text.count(f'type="date" value="{days[0]}"') == 2
    assert reopened.text.count(f'type="date" value="{days[2]}"') == 2
    assert f'name="exception.0.date" type="date" value="{days[1]}"' in reopened.text
    usual = await save(mentor, do=f"usual:{days[0]}", **closure)
    assert f'name="closure.0.from" type="date" value="{days[1]}"' in usual.text
    closed = await save(mentor, do=f"close:{days[0]}")
    assert f'name="closure.0.to" type="date" value="{days[0]}"' in closed.text
    assert "Vous fermez ce jour-là." in typed(closed.text)
    assert stored(rows)["overrides"] == {}


@pytest.mark.parametrize("shown", ["", "2026-13", "9999-12", "0001-01", "novembre", "\u0000"])
async def test_any_month_asked_for_gets_an_answer_in_words(
    mentor: httpx2.AsyncClient, shown: str
) -> None:
    turned = await save(mentor, do=f"month:{shown}")
    chosen = await save(mentor, do="preview", month=shown, date=shown)
    assert {turned.status_code, chosen.status_code} <= {200, 422}
    assert "Ce que verront les élèves" in typed(turned.text)


async def test_the_page_is_light_and_draws_the_week_in_words_too(
    mentor: httpx2.AsyncClient,
) -> None:
    await save(mentor)
    page = await mentor.get("/availability")
    assert "lundi : 09:00–12:00" in typed(page.text)
    assert len(gzip.compress(page.content, 6)) < 12_000
