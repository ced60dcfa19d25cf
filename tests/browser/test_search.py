"""A visitor finds somebody who is free when they are, and reads every hour in their own zone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, become, say
from tests.builders import Rows

MARC = "/mentors/user_demoMarcLenoir"
ZONES = {"Europe/Paris": r"UTC\+0[12]:00", "America/Montreal": r"UTC−0[45]:00"}
pytestmark = pytest.mark.usefixtures("demo")


def names(page: Page) -> Locator:
    return page.locator(".mentor-card h3 a")


def thursday() -> str:
    """The first one that no notice reaches, as the search writes it."""
    days = (datetime.now(UTC).date() + timedelta(days=n) for n in range(3, 10))
    return next(day.isoformat() for day in days if day.weekday() == 3)


def press(page: Page, locale: str, words: str) -> None:
    page.locator("main").get_by_role("button", name=say(locale, words), exact=True).click()


def choose_zone(page: Page, locale: str, zone: str) -> None:
    page.get_by_text(say(locale, "Changer de fuseau horaire")).click()
    page.locator("[name=timezone]").fill(zone)
    press(page, locale, "Utiliser")


@pytest.mark.parametrize(
    ("locale", "script", "viewport"), [("fr-FR", True, DESK), ("en-GB", False, PHONE)]
)
def test_a_visitor_searches_by_word_then_by_skill(
    visit: Visit, locale: str, script: bool, viewport: Any
) -> None:
    page = visit("/mentors", locale=locale, script=script, viewport=viewport)
    expect(names(page)).to_have_count(12)
    page.fill("#q", "matematiques")
    press(page, locale, "Chercher")
    expect(names(page)).to_have_text(["Inès Benali", "Nadia El Fassi"])
    if viewport is PHONE:
        page.locator("summary", has_text=say(locale, "Affiner la recherche")).click()
    facets = page.locator(".facets a:visible")
    facets.filter(has_text=re.compile("Statisti")).click()
    expect(names(page)).to_have_text(["Inès Benali"])
    page.locator(".facets a[aria-current=true]").first.dispatch_event("click")
    expect(names(page)).to_have_count(2)
    page.get_by_role("link", name=say(locale, "Effacer les filtres")).click()
    expect(names(page)).to_have_count(12)


@pytest.mark.parametrize(
    ("zone", "locale", "free", "viewport"),
    [
        ("Europe/Paris", "fr-FR", {"Marc Lenoir", "Paul Marchetti", "Olivier Tremblay"}, PHONE),
        ("America/Montreal", "en-GB", {"Samuel Roy"}, DESK),
    ],
)
def test_thursday_evening_is_two_taps_away_in_ones_own_zone(
    visit: Visit, zone: str, locale: str, free: set[str], viewport: Any
) -> None:
    page = visit("/mentors", locale=locale, timezone_id=zone, viewport=viewport)
    expect(page.locator(".zone")).to_contain_text(re.compile(ZONES[zone]))
    page.select_option("#free", "evenings")
    page.get_by_text(say(locale, "Un jour ou une heure précise")).click()
    page.fill("#day", thursday())
    press(page, locale, "Chercher")
    expect(names(page)).to_have_count(len(free))
    assert set(names(page).all_inner_texts()) == free
    for next_hour in page.locator(".next-hour").all():
        expect(next_hour).to_contain_text(re.compile(r"(jeu\.|Thu).*(18|20):00"))


@pytest.mark.parametrize(("script", "viewport"), [(True, DESK), (False, PHONE)])
def test_a_heart_stays_pressed_where_it_was_pressed_and_cards_stay_low(
    visit: Visit, script: bool, viewport: Any
) -> None:
    page = visit("/", script=script, viewport=viewport)
    become(page, "Zoé Marchand", "/mentors?free=week")
    card = page.locator(".mentor-card", has_text="Marc Lenoir")
    heart = card.get_by_role("button", name="Ajouter Marc Lenoir aux favoris")
    is_pressed = heart.get_attribute("aria-pressed") == "true"
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false" if is_pressed else "true")
    assert "free=week" in page.url
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true" if is_pressed else "false")
    boxes = [one.bounding_box() for one in page.locator(".mentor-card").all()]
    assert viewport is PHONE or all(box and box["height"] <= 150 for box in boxes), boxes


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_an_unknown_zone_is_utc_until_the_form_says_otherwise(visit: Visit, locale: str) -> None:
    page = visit(f"/mentors?day={thursday()}&part=evening", locale=locale, script=False)
    expect(page.locator(".zone p").first).to_have_text(
        say(locale, "Heures en UTC (fuseau horaire inconnu).")
    )
    choose_zone(page, locale, "Europe/Paris")
    expect(page.locator(".zone p").first).to_have_text(re.compile(ZONES["Europe/Paris"]))
    found = {"Marc Lenoir", "Paul Marchetti", "Olivier Tremblay"}
    assert set(names(page).all_inner_texts()) == found


@pytest.mark.parametrize("path", ["/", "/mentors"])
def test_the_first_page_shows_the_hours_of_the_device_without_being_left(
    visit: Visit, path: str
) -> None:
    page = visit("/dev/sign-in", timezone_id="America/Montreal")
    left: list[str] = []
    page.goto(path)
    page.on("framenavigated", lambda frame: left.append(frame.url))
    expect(page.locator(".zone p").first).to_have_text(re.compile(ZONES["America/Montreal"]))
    assert left == []
    page.reload()
    expect(page.locator(".zone p").first).to_have_text(re.compile(ZONES["America/Montreal"]))


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_a_traveller_is_offered_the_zone_of_their_device(visit: Visit, locale: str) -> None:
    page = visit("/mentors", locale=locale, timezone_id="Asia/Tokyo", viewport=PHONE)
    expect(page.locator(".zone")).to_contain_text("Tokyo")
    offer = page.locator("[data-zone-differs]")
    expect(offer).to_be_hidden()
    choose_zone(page, locale, "Europe/Paris")
    expect(page.locator(".zone")).to_contain_text("Paris")
    expect(offer).to_contain_text(say(locale, "Votre appareil est dans un autre fuseau horaire."))
    press(page, locale, "Utiliser celui de l'appareil")
    expect(page.locator(".zone")).to_contain_text("Tokyo")
    expect(offer).to_be_hidden()


def test_a_members_zone_follows_them_to_another_browser(visit: Visit) -> None:
    page = visit("/", timezone_id="Europe/Paris")
    become(page, "Zoé Marchand", "/mentors")
    expect(page.locator(".zone")).to_contain_text("Paris")
    other = visit("/", timezone_id="Asia/Tokyo")
    become(other, "Zoé Marchand", "/mentors")
    expect(other.locator(".zone")).to_contain_text("Paris")
    expect(other.locator("[data-zone-differs]")).to_be_visible()


def test_ones_own_zone_can_be_used_on_a_page_that_names_another(visit: Visit) -> None:
    page = visit("/mentors?timezone=Europe/Paris", timezone_id="Asia/Tokyo")
    press(page, "fr-FR", "Utiliser celui de l'appareil")
    expect(page.locator(".zone")).to_contain_text("Tokyo", timeout=3000)


def test_somebody_in_montreal_who_says_so_is_not_taken_for_a_traveller(visit: Visit) -> None:
    page = visit("/mentors", timezone_id="America/Montreal")
    expect(page.locator(".zone")).to_contain_text(re.compile(ZONES["America/Montreal"]))
    choose_zone(page, "fr-FR", "America/Montreal")
    expect(page.locator(".zone")).to_contain_text("Montr")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-zone-differs]")).to_be_hidden(timeout=1000)


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_an_empty_result_says_what_to_widen(visit: Visit, locale: str) -> None:
    page = visit("/mentors?q=guitare&skill=python&free=weekend", locale=locale, script=False)
    expect(page.get_by_role("heading", level=3)).to_contain_text(
        [say(locale, "Aucun mentor ne correspond à tous vos critères")]
    )
    page.get_by_role("link", name=say(locale, "dans toutes les compétences")).click()
    page.get_by_role("link", name=say(locale, "à n'importe quelle heure")).click()
    expect(names(page)).to_have_text(["Benoît Carpentier"])


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_pages_follow_each_other_and_the_order_is_explained(visit: Visit, locale: str) -> None:
    page = visit("/mentors?limit=5", locale=locale, script=False)
    seen = names(page).all_inner_texts()
    for shown in (5, 2):
        page.get_by_role("link", name=say(locale, "Page suivante")).click()
        expect(page).to_have_url(re.compile("cursor="))
        expect(names(page)).to_have_count(shown)
        page.wait_for_load_state()
        seen += names(page).all_inner_texts()
    assert len(seen) == len(set(seen)) == 12
    why = page.locator("details.why").last
    why.locator("summary").click()
    expect(why).to_contain_text(say(locale, "Le tarif n'entre pas en compte."))
    expect(why).to_contain_text("40 points")


def test_more_than_twenty_mentors_take_two_pages(visit: Visit, rows: Rows) -> None:
    rows("insert into users (id, role, onboarded_at) select 'user_copy' || n, 'MENTOR', now()"
         " from generate_series(1, 10) n")  # fmt: skip
    rows("""
        insert into mentor_profiles (user_id, headline, expertise, hourly_rate_cents, currency,
            languages, availability, created_at, updated_at, status, published_at)
        select 'user_copy' || n, 'Une parmi tant', '{musique}', 0, 'EUR', '{fr}',
            '{"version": 1, "timezone": "UTC"}', now(), now(), 'published', now()
        from generate_series(1, 10) n
    """)
    page = visit("/mentors", script=False)
    expect(page.locator("#results")).to_have_text("22 mentors")
    expect(names(page)).to_have_count(20)
    page.get_by_role("link", name="Page suivante").click()
    expect(names(page)).to_have_count(2)
