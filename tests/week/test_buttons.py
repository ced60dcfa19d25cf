"""A week as it is set with a finger: hours as they are written, presets, switches, the month."""

import gzip
from datetime import timedelta

import httpx2
import pytest

from tests.builders import Rows
from tests.conftest import Clock
from tests.forms import typed
from tests.week.editing import hour_field, save, stored

pytestmark = pytest.mark.anyio


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
    assert "Ce jour est fermé." in typed(closed.text)
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
