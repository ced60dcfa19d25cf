"""A session that is near, was missed, or is written about: its people and an operator."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from mentorat.text.french import typeset
from tests import people
from tests.browser.booking import (
    ADA,
    FRIDAY,
    MARC,
    SATURDAY,
    ZOE,
    Cast,
    Eyes,
    gather,
    told,
)
from tests.browser.conftest import PHONE, Run, Visit, say
from tests.browser.editing import press
from tests.builders import Rows
from tests.people import StillClock

FR, EN = "fr-FR", "en-GB"
START = timedelta(days=3, hours=2)  # from the clock's Monday to Thursday, ten o'clock in Paris
FIRST, SECOND = "Relire le chapitre 3", "Écrire des tests d'abord"
DONE = "C'est fait et consigné au journal."


clock = people.clock


@pytest.fixture
def cast(run: Run, rows: Rows, clock: StillClock, visit: Visit, site: str) -> Cast:
    return gather(run, rows, clock, visit, site)


def write(page: Page, locale: str, kind: str, text: str) -> None:
    """Fill in one of the two notes, and send it."""
    if kind == "private" and not page.locator("#private-notes").is_visible():
        page.locator("#notes summary").click()
    page.fill(f"#{kind}-notes", text)
    press(page, locale, f"Enregistrer les notes {'partagées' if kind == 'shared' else 'privées'}")


SETTLED = [
    "Séance réservée",
    "Absence signalée",
    "Absence contestée",
    "Décision sur l’absence",
]


def kinds(page: Page) -> list[str]:
    """What happened, as the history on the desk names it."""
    return page.locator("td:nth-child(3)").all_inner_texts()


def test_an_absence_is_said_contested_and_decided(
    cast: Cast, clock: StillClock, tmp_path: Path
) -> None:
    place = cast.promised()
    clock.ahead = START + timedelta(minutes=15)
    marc = cast.enter(MARC, place, locale=EN, script=False)
    press(marc, EN, "Signaler une absence")
    told(marc, EN, "L'absence est signalée.")
    zoe = cast.enter(ZOE, place, viewport=PHONE)
    eyes = Eyes(zoe)
    press(zoe, FR, "Contester cette absence")
    expect(zoe.locator("#problems")).to_be_focused()
    expect(zoe.locator("#objection")).to_have_attribute("aria-invalid", "true")
    eyes.look()
    zoe.fill("#objection", "J'attendais dans l'autre salle")
    press(zoe, FR, "Contester cette absence")
    told(zoe, FR, "Votre contestation est enregistrée. L'équipe décidera.")
    eyes.approve(tmp_path)
    settle(cast, place, tmp_path)
    zoe.goto(place)
    expect(zoe.locator(".badge")).to_have_text("terminée")
    expect(zoe.locator("main")).to_contain_text(typeset("absence non retenue par l'équipe"))


def settle(cast: Cast, place: str, folder: Path) -> None:
    """Ada reads both, forgets to say why, and decides that the session took place."""
    ada = cast.enter(ADA, "/admin/bookings?which=contested")
    eyes = Eyes(ada)
    eyes.look()
    ada.locator("main td a").click()
    ada.wait_for_url(f"**/admin{place}")
    expect(ada.locator("blockquote")).to_have_text("J'attendais dans l'autre salle")
    assert kinds(ada) == SETTLED[:-1]
    press(ada, FR, "Décider")
    expect(ada.locator("#problems")).to_be_focused()
    expect(ada.locator("#reason-settle")).to_have_attribute("aria-invalid", "true")
    eyes.look()
    ada.fill("#reason-settle", "La salle avait changé")
    press(ada, FR, "Décider")
    told(ada, FR, DONE)
    assert kinds(ada) == SETTLED
    eyes.approve(folder)


def test_an_operator_moves_a_session_and_cancels_it(cast: Cast, tmp_path: Path) -> None:
    place = cast.promised(FRIDAY)
    ada = cast.enter(ADA, f"/admin{place}", locale=EN)
    eyes = Eyes(ada)
    eyes.go(f"/admin{place}")
    ada.goto(f"/admin{place}?date={SATURDAY[:10]}")
    ada.locator(f"#times .hour[href*='{SATURDAY}']").click()
    eyes.look()
    ada.fill("#reason-move", "La salle est fermée vendredi")
    ada.locator("form:has(#reason-move) button").click()
    told(ada, EN, DONE)
    expect(ada.locator("h1")).to_contain_text("Saturday 12 June")
    ada.locator(".confirm summary", has_text="Cancel the session").click()
    ada.fill("#reason-cancel", "La salle reste fermée")
    press(ada, EN, "Annuler la séance")
    told(ada, EN, DONE)
    assert kinds(ada) == ["Session booked", "Session moved", "Session cancelled"]
    zoe = cast.enter(ZOE, place, script=False)
    expect(zoe.locator(".badge")).to_have_text("annulée")
    expect(zoe.locator("main")).to_contain_text("La salle reste fermée")
    eyes.approve(tmp_path)


def test_two_who_write_at_once_see_both_versions(cast: Cast, tmp_path: Path) -> None:
    place = cast.promised()
    zoe, marc = cast.enter(ZOE, place), cast.enter(MARC, place, locale=EN, script=False)
    eyes = Eyes(zoe)
    write(marc, EN, "private", "Très à l'aise en calcul")
    write(marc, EN, "shared", FIRST)
    told(marc, EN, "Les notes sont enregistrées.")
    write(zoe, FR, "shared", SECOND)
    expect(zoe.locator("#problems")).to_be_focused()
    expect(zoe.locator("#notes .notice")).to_contain_text(FIRST)
    expect(zoe.locator("#shared-notes")).to_have_value(SECOND)
    eyes.look()
    write(zoe, FR, "shared", f"{FIRST}\n{SECOND}")
    told(zoe, FR, "Les notes sont enregistrées.")
    expect(zoe.locator("#private-notes")).to_have_value("")
    marc.goto(place)
    expect(marc.locator("#shared-notes")).to_have_value(f"{FIRST}\n{SECOND}")
    expect(marc.locator("#private-notes")).to_have_value("Très à l'aise en calcul")
    eyes.approve(tmp_path)


def test_the_way_in_opens_ten_minutes_before(cast: Cast, clock: StillClock, tmp_path: Path) -> None:
    place = cast.promised()
    clock.ahead = START - timedelta(minutes=10, seconds=1)
    zoe, marc = cast.enter(ZOE, place), cast.enter(MARC, place, locale=EN, script=False)
    way_in = zoe.get_by_role("button", name="Rejoindre la séance")
    expect(way_in).to_have_count(0)
    clock.ahead = START - timedelta(minutes=10)
    zoe.reload()
    eyes = Eyes(zoe)
    zoe.route("**/join", stay)
    way_in.click()
    expect(zoe.locator("h1")).to_have_text("Vous rejoignez la séance")
    eyes.look()
    expect(zoe.get_by_role("link", name="Ouvrir maintenant")).to_have_attribute("href", cast.room)
    marc.goto(place)
    press(marc, EN, "Rejoindre la séance")
    marc.wait_for_url(cast.room)
    ada = cast.enter(ADA, f"/admin{place}", script=False)
    came = ada.locator(".facts > div", has_text="Entrées dans la salle")
    expect(came).to_contain_text(ZOE)
    expect(came).to_contain_text(MARC)
    eyes.approve(tmp_path)


def stay(route: Route) -> None:
    """The page as it is sent, without its leading on by itself: it is to be looked at."""
    answer = route.fetch()
    kept = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=kept)


def test_a_private_calendar_is_made_shown_once_and_revoked(cast: Cast, tmp_path: Path) -> None:
    cast.promised()
    page = cast.enter(ZOE, locale=EN)
    eyes = Eyes(page)
    page.get_by_role("link", name=say(EN, "Ajouter à mon agenda")).click()
    press(page, EN, "Créer un lien")
    address = page.get_by_label(say(EN, "Adresse de l'agenda")).input_value()
    eyes.look()
    assert "BEGIN:VEVENT" in page.request.get(address).text()
    page.goto("/bookings/calendar")
    expect(page.locator("#address")).to_have_count(0)
    assert address.rpartition("/")[2] not in page.content()
    press(page, EN, "Désactiver le lien")
    told(page, EN, "Le lien est désactivé : votre agenda ne se met plus à jour.")
    assert page.request.get(address).status == 404
    eyes.approve(tmp_path)
