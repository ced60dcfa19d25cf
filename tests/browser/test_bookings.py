"""An hour is found, chosen, promised, moved and given back, in a real browser."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mentorat.text.french import typeset
from tests import people
from tests.browser.booking import (
    AIM,
    FRIDAY,
    LINA,
    MARC,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    ZOE,
    Cast,
    Eyes,
    gather,
    hour_of,
    tab,
    tab_until,
    told,
)
from tests.browser.conftest import DESK, PHONE, Run, Visit, say
from tests.browser.editing import press
from tests.builders import Rows
from tests.people import StillClock

FR, EN = "fr-FR", "en-GB"
NEAR = timedelta(hours=4)  # Monday noon in Paris: 22 hours before Tuesday's session


clock = people.clock


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


def ask(page: Page, cast: Cast, at: str = THURSDAY) -> None:
    """Come to the form that books an hour, and write down an aim."""
    page.goto(f"/bookings/new?mentor={cast.marc}&slot={at}")
    page.fill("#note", AIM)


@pytest.mark.parametrize(
    ("locale", "script", "viewport"),
    [(FR, False, DESK), (EN, True, PHONE), (EN, False, DESK)],
    ids=["French, no JavaScript", "English, phone", "English, no JavaScript"],
)
def test_an_eleve_finds_a_mentor_and_books_an_hour(
    cast: Cast, locale: str, script: bool, viewport: Any
) -> None:
    page = cast.enter(ZOE, "/mentors", locale=locale, script=script, viewport=viewport)
    page.get_by_role("link", name=MARC, exact=True).click()
    page.goto(f"{page.url}?date={THURSDAY[:10]}")
    page.locator(f".hour[href$='{THURSDAY}']").click()
    facts = page.locator("section:has(#what)")
    expect(page.locator(".session-when")).to_contain_text(hour_of(THURSDAY, locale))
    expect(facts).to_contain_text("45")
    expect(facts).to_contain_text(say(locale, "souple : 24 heures avant"))
    page.fill("#note", AIM)
    press(page, locale, "Réserver")
    told(page, locale, "C'est réservé. La séance est confirmée.")
    expect(page.locator(".session-head")).to_contain_text(hour_of(THURSDAY, locale))
    expect(page.locator("main")).to_contain_text(AIM)
    page.get_by_role("link", name=say(locale, "Vos réservations")).click()
    expect(page.locator("section:has(#ahead) li")).to_contain_text(MARC)


def test_the_keyboard_alone_books_and_cancels(cast: Cast, tmp_path: Path) -> None:
    page = cast.enter(ZOE, f"/mentors/{cast.marc}")
    choose_by_keys(page)
    eyes = Eyes(page)
    assert tab(page) == "Aller au contenu"
    page.keyboard.press("Enter")
    assert [tab(page) for _ in range(3)] == [MARC, "Votre objectif", "Réserver"]
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#note")).to_have_attribute("aria-invalid", "true")
    eyes.look()
    correct_by_keys(page)
    told(page, FR, "C'est réservé. La séance est confirmée.")
    eyes.look()
    expect(page.locator("main")).to_contain_text(
        typeset("Rien n'est dû si vous annulez maintenant.")
    )
    tab_until(page, page.locator("#cancel summary"))
    page.keyboard.press("Enter")
    tab_until(page, page.get_by_role("button", name="Annuler la séance"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("La séance est annulée.")
    eyes.approve(tmp_path)


def choose_by_keys(page: Page) -> None:
    """The third hour that is free, on a mentor's page."""
    tab_until(page, page.locator(".hour").nth(2))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/new?**")


def correct_by_keys(page: Page) -> None:
    """From the list of problems to the field, and on."""
    page.locator("#problems").focus()
    assert tab(page) == "Votre objectif"
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type(AIM)
    tab(page)
    page.keyboard.press("Space")


def test_who_comes_second_takes_one_of_the_nearest_hours(cast: Cast, tmp_path: Path) -> None:
    page = cast.enter(ZOE, locale=EN)
    eyes = Eyes(page)
    ask(page, cast)
    cast.promised(to=cast.lina)
    press(page, EN, "Réserver")
    expect(page.locator("main")).to_contain_text(say(EN, "Ce créneau vient d'être pris."))
    nearest = page.locator("main li button")
    expect(nearest).to_have_text(
        [
            say(EN, "Réserver le %(moment)s", moment=f"{hour_of(THURSDAY, EN)}, {hour}")
            + " (UTC+02:00)"
            for hour in ("09:00", "11:00", "11:30")
        ]
    )
    eyes.look()
    nearest.nth(1).click()
    expect(page.locator("main")).to_contain_text(AIM)  # what was typed is not asked for again
    told(page, EN, "C'est réservé. La séance est confirmée.")
    eyes.approve(tmp_path)


def test_a_mentor_who_wants_to_be_asked_says_yes_and_no(cast: Cast, tmp_path: Path) -> None:
    marc = cast.enter(MARC, "/profile")
    want_to_be_asked(marc)
    zoe = cast.enter(ZOE, locale=EN, script=False)
    ask(zoe, cast)
    press(zoe, EN, "Envoyer la demande")
    told(zoe, EN, "Votre demande est envoyée.")
    lina_s = cast.promised(FRIDAY, to=cast.lina)
    eyes = Eyes(marc)
    eyes.go("/bookings")
    requests = marc.locator("section:has(#requests) li")
    expect(requests).to_have_count(2)
    expect(requests.first).to_contain_text("réponse attendue dans 2 jours")
    requests.get_by_role("link", name=f"Répondre à {ZOE}").click()
    expect(marc.locator("section:has(#answer)")).to_contain_text("mardi 8 juin, 21:00")
    eyes.look()
    press(marc, FR, "Accepter")
    expect(marc.get_by_role("status").first).to_contain_text(typeset("C'est confirmé."))
    marc.goto(lina_s)
    decline(marc, "Je suis en voyage")
    zoe.reload()
    expect(zoe.locator(".badge")).to_have_text(say(EN, "confirmée"))
    lina = cast.enter(LINA, lina_s, script=False)
    expect(lina.locator("main")).to_contain_text("Je suis en voyage")
    eyes.approve(tmp_path)


def want_to_be_asked(marc: Page) -> None:
    """Say so on the form of one's profile."""
    marc.goto("/profile?tab=booking")
    marc.select_option("#bookingMode", "request")
    press(marc, FR, "Enregistrer")
    told(marc, FR, "C'est enregistré.")


def decline(marc: Page, reason: str) -> None:
    """Say no to the request on this page."""
    marc.locator("#answer ~ details summary").click()
    marc.select_option("#kind", "other")
    marc.fill("#reason", reason)
    press(marc, FR, "Refuser")
    told(marc, FR, "La demande est refusée.")


def test_an_hour_moves_at_once_in_time_and_with_a_yes_when_it_is_near(
    cast: Cast, clock: StillClock, tmp_path: Path
) -> None:
    place = cast.promised(WEDNESDAY)
    zoe = cast.enter(ZOE, place, locale=EN, script=False)
    ask_for(zoe, place, TUESDAY)
    told(zoe, EN, "La séance est déplacée.")
    clock.ahead = NEAR
    ask_for(zoe, place, FRIDAY)
    told(zoe, EN, "Votre proposition est envoyée. En attendant, la séance garde son créneau.")
    expect(zoe.locator("button[name=answer]")).to_have_count(0)  # the other one answers
    marc = cast.enter(MARC, place)
    eyes = Eyes(marc)
    eyes.go(place)
    expect(marc.locator("section:has(#hours)")).to_contain_text("vendredi 11 juin, 10:00")
    press(marc, FR, "Garder le créneau actuel")
    told(marc, FR, "La proposition est refusée.")
    ask_for(marc, place, SUNDAY)
    expect(marc.locator(".session-head")).to_contain_text("mardi 8 juin, 10:00")
    zoe.goto(place)
    zoe.locator("button[value^=yes]").click()
    told(zoe, EN, "La séance est déplacée.")
    expect(zoe.locator(".session-head")).to_contain_text(hour_of(SUNDAY, EN))
    eyes.approve(tmp_path)


def ask_for(page: Page, place: str, at: str) -> None:
    """The hour of a day of the month, then the one confirmation."""
    page.goto(f"{place}?date={at[:10]}")
    page.locator(f"a[href$='?hour={at}#hours']").click()
    page.locator("form:has(input[name=startsAt]) button").click()


def test_a_late_cancellation_says_what_stays_due_before_and_after(
    cast: Cast, clock: StillClock
) -> None:
    place = cast.promised(TUESDAY)
    clock.ahead = NEAR
    page = cast.enter(ZOE, place, locale=EN, viewport=PHONE)
    page.locator("#cancel summary").click()
    expect(page.locator("#cancel")).to_contain_text("€45")
    page.fill("#reason", "Je suis malade")
    press(page, EN, "Annuler la séance")
    page.wait_for_url("**?done=cancel")
    due = page.locator(".facts > div", has_text=say(EN, "Reste dû"))
    expect(due).to_contain_text("€45")
