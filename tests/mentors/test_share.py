"""A mentor passes on the address of their page, and sees their card as others will."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor, move, refreshed
from tests.forms import sign_in, typed

pytestmark = pytest.mark.anyio


async def test_a_mentor_shares_their_short_link_from_their_profile_and_an_empty_list(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database, first_name="Marc", last_name="Lenoir")
    await sign_in(client, clerk_key, mentor)
    rows("delete from short_links")  # none is made yet
    for path in ("/profile", "/bookings"):
        page = (await client.get(path)).text
        assert f'data-share-address="https://mentorat.example/mentors/{mentor}"' in page
    await refreshed(database, mentor)
    for path in ("/profile", "/bookings"):
        page = (await client.get(path)).text
        assert 'data-share-address="https://mentorat.example/m/marc-lenoir"' in page
    await move(database, mentor, "pause")
    for path in ("/profile", "/bookings"):
        assert "data-share-address" not in (await client.get(path)).text


async def test_the_card_of_a_profile_is_the_card_of_the_directory(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database, first_name="Marc", expertise=["lutherie"])
    await sign_in(client, clerk_key, mentor)
    page = typed((await client.get("/profile")).text)
    card = page.partition("data-card-preview")[2].partition("</section>")[0]
    assert f'class="card mentor-card" id="mentor-{mentor}"' in card
    for words in ("Marc", "lutherie", "45 €", "prochain créneau libre"):
        assert words in card
    assert "href=" not in card.replace('<use href="', "")
