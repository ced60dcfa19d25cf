"""The page of the directory: one field about time, what was chosen as chips, cards that lead on."""

import re
from html import unescape

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, a_mentor, open_on
from tests.directory.asking import first_page, ids_found
from tests.forms import typed

pytestmark = pytest.mark.anyio
CHIP = re.compile(r'<a class="chip" href="([^"]*)" rel="nofollow"><span[^>]*>[^<]*</span>([^<]*)<')
FIELD = re.compile(r'<(?:input|select)[^>]* name="(\w+)"(?:[^>]* value="([^"]*)")?')
PARIS = "timezone=Europe/Paris"


async def page_of(client: httpx2.AsyncClient, query: str) -> str:
    answer = await client.get(f"/mentors?{query}")
    assert answer.status_code == 200, answer.text[:300]
    return unescape(answer.text)


async def test_each_chosen_filter_is_a_chip_and_a_press_removes_it_alone(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database)
    asked = "q=python&skill=python&language=fr&price=EUR-60&free=week&day=2027-06-08&part=morning"
    page = await page_of(client, f"{asked}&at=09:00")
    chips = {typed(words): href for href, words in CHIP.findall(page)}
    assert list(chips) == [
        *("« python »", "Dans les 7 jours", "mardi 8 juin", "Le matin", "vers 09:00"),
        *("Python", "Français", "60 € au plus"),
    ]
    whole = set(f"{asked}&at=09:00".replace(":", "%3A").split("&"))
    lost = {words: whole - set(href.partition("?")[2].split("&")) for words, href in chips.items()}
    assert all(len(gone) == 1 for gone in lost.values()), lost
    assert set.union(*lost.values()) == whole
    assert 'href="/mentors">Effacer les filtres' in page
    assert CHIP.findall(await page_of(client, PARIS)) == []


async def test_the_search_form_keeps_what_it_does_not_ask(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database)
    asked = f"skill=python&language=fr&price=EUR-60&part=morning&{PARIS}&lang=fr&day=2027-06-08"
    form = (await page_of(client, asked)).partition('role="search"')[2].partition("</form>")[0]
    kept = {f"{name}={value}" for name, value in FIELD.findall(form) if value}
    assert kept == set(asked.split("&"))
    assert {name for name, _ in FIELD.findall(form)} >= {"q", "free", "day", "at"}


async def test_today_is_a_time_like_the_others(
    client: httpx2.AsyncClient, database: Database
) -> None:
    monday = await a_mentor(database, availability=open_on(["mon"], ("09:00", "17:00")))
    await a_mentor(database, availability=open_on(["tue"], ("09:00", "17:00")))
    assert await ids_found(client, free="today", timezone="Europe/Paris") == {monday}
    assert await ids_found(client, free="today", day="2027-06-08") == set()
    assert "Aujourd'hui (1)" in typed(await page_of(client, f"free=today&{PARIS}"))


async def test_a_card_leads_straight_to_booking_and_the_order_is_told_once(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database, first_name="Marc", last_name="Lenoir")
    await a_mentor(database)
    page = typed(await page_of(client, PARIS))
    (at,) = {one["nextSlot"]["startsAt"] for one in await first_page(client)}
    assert f'href="/bookings/new?mentor={mentor}&slot={at}"' in page
    assert "lun. 7 juin, 09:00" in page
    results = page.partition('id="results"')[2]
    assert results.count("Pourquoi ce classement ?") == 1
    assert results.count("UTC+02:00") == 1
    assert "@" not in results.partition("</main>")[0]


async def test_prices_stand_by_currency_and_no_title_stands_alone(
    client: httpx2.AsyncClient, database: Database
) -> None:
    nobody = typed(await page_of(client, "q=zzzz"))
    assert "Aucun mentor ne correspond à tous vos critères" in nobody
    assert 'class="facet"' not in nobody
    for code in ("EUR", "EUR", "CAD", "MAD", "CHF"):
        week = open_on(EVERY_DAY, ("09:00", "17:00"))
        await a_mentor(database, rate_cents=3000, currency=code, availability=week)
    page = typed(await page_of(client, PARIS))
    desk = page.partition('class="facets-desk"')[2].partition("</aside>")[0]
    titles = re.findall(r'<summary class="small">([^<]*)<', desk)
    assert titles == ["Euro", "Dollar canadien", "Franc suisse", "Dirham marocain"]
