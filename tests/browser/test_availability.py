"""A mentor says when they may be booked: filled in, previewed, copied, corrected, kept."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit, become, say
from tests.browser.editing import (
    EDITOR,
    TODAY,
    copy_monday,
    date_in,
    field,
    fill,
    open_rules,
    press,
    save,
    stored,
    tab_to,
    write_monday,
)
from tests.builders import Rows, a_booking

WITH_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@WITH_SCRIPT
@pytest.mark.parametrize(("locale", "viewport"), [("fr-FR", PHONE), ("en-GB", DESK)])
def test_a_week_is_filled_copied_closed_and_kept(
    visit: Visit, rows: Rows, marc: str, locale: str, viewport: Any, script: bool
) -> None:
    rows("""update mentor_profiles set availability = '{"version": 1, "timezone": "UTC"}'""")
    page = visit(locale=locale, script=script, viewport=viewport)
    become(page, "Marc", EDITOR)
    write_monday(page, locale)
    copy_monday(page, "tue", "fri")
    fill(page, closure_0=(date_in(30), date_in(36)), exception_0=(date_in(40), "10:00", "11:30"))
    open_rules(page)
    page.fill("#timezone", "America/Montreal")
    page.select_option("#slotMinutes", "45")
    page.fill("#maxSessionsPerDay", "4")
    save(page, locale)
    document = stored(rows)
    full = [["09:00", "12:00"], ["14:00", "18:00"]]
    closed: dict[str, Any] = {date_in(n): [] for n in range(30, 37)}
    open_days = {name: hours for name, hours in document["weekly"].items() if hours}
    assert open_days == {"mon": full, "tue": full, "fri": full}
    assert document["overrides"] == {**closed, date_in(40): [["10:00", "11:30"]]}
    kept = ("timezone", "slotMinutes", "maxSessionsPerDay")
    assert [document[name] for name in kept] == ["America/Montreal", 45, 4]


@WITH_SCRIPT
def test_a_window_may_end_at_midnight_or_after_it_and_be_taken_out(
    visit: Visit, rows: Rows, marc: str, script: bool
) -> None:
    page = visit(script=script)
    become(page, "Marc", EDITOR)
    fill(page, fri_0=("20:00", "00:00"), sat_0=("22:00", "02:00"))
    page.get_by_role("button", name="Retirer la plage 1 de Lundi").click()
    expect(field(page, "mon.0.start")).to_have_count(0)
    save(page)
    weekly = stored(rows)["weekly"]
    assert (weekly["fri"], weekly["sat"]) == ([["20:00", "24:00"]], [["22:00", "02:00"]])
    assert weekly["mon"] == []
    expect(field(page, "fri.0.end")).to_have_value("00:00")
    expect(page.locator(".week-grid")).to_contain_text("20:00–24:00")


@WITH_SCRIPT
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_each_problem_stands_beside_its_field(
    visit: Visit, rows: Rows, marc: str, locale: str, script: bool
) -> None:
    page = visit(locale=locale, script=script)
    become(page, "Marc", EDITOR)
    fill(page, mon_0=("09:00", "09:00"), tue_0=("10:00", ""), closure_0=(date_in(9), date_in(8)))
    fill(page, exception_0=("", "10:00", "11:00"))
    open_rules(page)
    page.fill("#timezone", "Paname")
    page.fill("#horizonDays", "0")
    press(page, locale, "Enregistrer")
    expect(page.locator("#problems")).to_be_visible()
    for name, sentence in {
        "mon.0.start": "Le début et la fin d'une plage doivent différer.",
        "tue.0.end": "Indiquez une heure au format 09:00, ou 24:00 pour une fin.",
        "closure.0.to": "La fin doit suivre le début.",
        "exception.0.date": "Ce champ est obligatoire.",
        "timezone": "Ce fuseau horaire n'existe pas (par exemple Europe/Paris).",
    }.items():
        told = re.compile(re.escape(say(locale, sentence)))
        expect(field(page, name)).to_have_accessible_description(told)
        expect(field(page, name)).to_have_attribute("aria-invalid", "true")
    expect(field(page, "horizonDays")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#problems li")).to_have_count(6)
    if script:
        expect(page.locator("#problems")).to_be_focused()
    page.locator("#problems a[href='#closure.0.to']").press("Enter")
    expect(field(page, "closure.0.to")).to_be_focused()
    assert stored(rows)["weekly"]["mon"] == [["09:00", "12:00"]]


@WITH_SCRIPT
def test_the_preview_follows_what_is_written_and_saves_nothing(
    visit: Visit, rows: Rows, marc: str, script: bool
) -> None:
    page = visit(script=script)
    become(page, "Marc", EDITOR)
    day = (TODAY + timedelta(days=2)).strftime("%a").lower()  # its hours are all ahead
    fill(page, **{f"{day}_0": ("19h15", "20.45")})
    if not script:
        press(page, "fr", "Actualiser l'aperçu")
    expect(page.locator(".week-grid")).to_contain_text("19:15–20:45")
    page.locator(f"button[value='date:{date_in(2)}']").click()
    chosen = page.locator("#preview").get_by_role("group")
    expect(chosen.locator(".free-hour")).to_have_text(["19:15", "19:45"])
    assert stored(rows)["weekly"][day] == []


@pytest.mark.parametrize(
    ("locale", "script", "choice"),
    [("fr-FR", True, "Garder ma version"), ("en-GB", False, "Utiliser l'autre version")],
)
def test_of_two_tabs_neither_loses_what_was_written(
    visit: Visit, rows: Rows, marc: str, locale: str, script: bool, choice: str
) -> None:
    page = visit(locale=locale, script=script)
    become(page, "Marc", EDITOR)
    other = page.context.new_page()
    other.goto(EDITOR)
    fill(other, wed_0=("08:00", "10:00"))
    save(other, locale)
    fill(page, thu_0=("18:00", "20:00"))
    press(page, locale, "Enregistrer")
    both = page.get_by_role("region", name=say(locale, "Deux versions sont en conflit")).first
    expect(both).to_contain_text("08:00–10:00")
    expect(both).to_contain_text("18:00–20:00")
    if script:
        expect(page.locator("#problems")).to_be_focused()
    page.locator(".button", has_text=say(locale, choice)).click()
    is_ours = choice == "Garder ma version"
    expect(field(page, "thu.0.start")).to_have_count(int(is_ours))
    expect(field(page, "wed.0.start")).to_have_count(int(not is_ours))
    expect(page.get_by_role("status")).to_have_count(1 if is_ours else 0)
    weekly = stored(rows)["weekly"]
    assert (bool(weekly["wed"]), bool(weekly["thu"])) == (not is_ours, is_ours)


@pytest.mark.parametrize(("locale", "script"), [("fr-FR", True), ("en-GB", False)])
def test_a_new_zone_moves_no_booking_and_asks_first(
    visit: Visit, rows: Rows, marc: str, locale: str, script: bool
) -> None:
    starts = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
    a_booking(rows, marc, starts + timedelta(days=5))
    page = visit(locale=locale, script=script)
    become(page, "Marc", EDITOR)
    open_rules(page)
    page.fill("#timezone", "Asia/Tokyo")
    press(page, locale, "Enregistrer")
    told = page.locator("#problems").get_by_role("row").last
    expect(told).to_contain_text(re.compile(r"1[12]:00 \(UTC\+0[12]:00\)"))
    expect(told).to_contain_text("19:00 (UTC+09:00)")
    if script:
        expect(page.locator("#problems")).to_be_focused()
    assert stored(rows)["timezone"] == "Europe/Paris"
    press(page, locale, "Changer de fuseau horaire")
    expect(page.get_by_role("status")).to_have_text(say(locale, "C'est enregistré."))
    assert stored(rows)["timezone"] == "Asia/Tokyo"
    assert rows("select starts_at from bookings") == [{"starts_at": starts + timedelta(days=5)}]


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_every_rule_that_says_no_is_named(visit: Visit, marc: str, locale: str) -> None:
    page = visit(locale=locale, script=False, viewport=PHONE)
    become(page, "Marc", EDITOR)
    monday = next(n for n in range(3, 10) if date.fromisoformat(date_in(n)).weekday() == 0)
    fill(page, closure_0=(date_in(monday + 7), ""))
    save(page, locale)
    page.get_by_role("link", name=say(locale, "Pourquoi un créneau n'est-il pas proposé ?")).click()
    for ahead, clock, sentence in (
        (monday, "10:00", "Ce créneau est proposé aux élèves."),
        (monday, "20:00", "En dehors de vos horaires de ce jour-là."),
        (monday + 1, "10:00", "Vous n'avez pas d'horaires ce jour de la semaine."),
        (monday + 7, "10:00", "Cette date est fermée par une exception ou une fermeture."),
    ):
        page.fill("#date", date_in(ahead))
        page.fill("#time", clock)
        press(page, locale, "Vérifier")
        expect(page.locator(".notice")).to_contain_text(say(locale, sentence))
    page.goto("/availability/why?date=demain&time=midi")
    expect(page.get_by_role("alert")).to_have_text(
        say(locale, "Indiquez un jour et une heure valables.")
    )


def test_the_keyboard_alone_fills_and_saves_a_week(visit: Visit, rows: Rows, marc: str) -> None:
    page = visit()
    become(page, "Marc", EDITOR)
    tab_to(page, page.get_by_role("switch", name="Mardi"))
    page.keyboard.press("Space")
    expect(field(page, "tue.0.start")).to_have_value("09:00")
    for part, words in (("start", "8h15"), ("end", "1145")):
        tab_to(page, field(page, f"tue.0.{part}"))
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(say("fr", "C'est enregistré."))
    assert stored(rows)["weekly"]["tue"] == [["08:15", "11:45"]]
    tab_to(page, page.get_by_role("button", name="Retirer la plage 1 de Mardi"))
    page.keyboard.press("Enter")
    expect(field(page, "tue.0.start")).to_have_count(0)
    field(page, "mon.0.start").press("Enter")
    expect(page.get_by_role("status")).to_have_text(say("fr", "C'est enregistré."))
    assert stored(rows)["weekly"]["tue"] == []


def test_the_focus_stays_where_rows_are_added(visit: Visit, marc: str) -> None:
    page = visit()
    become(page, "Marc", EDITOR)
    monday = page.get_by_role("group", name="Lundi")
    monday.get_by_role("button", name="Ajouter une plage").press("Enter")
    expect(field(page, "mon.1.start")).to_be_visible()
    expect(monday.locator(":focus")).to_have_count(1, timeout=2000)
