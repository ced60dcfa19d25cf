"""The picture of a mentor beside a link to them: of what they show, whatever their name is."""

import re

import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentorat.db.pool import Database
from mentorat.directory.routes.card import drawing
from mentorat.directory.schemas import MentorDetail
from mentorat.web.pictures import lines, paint
from tests.builders import Rows, a_mentor, move

pytestmark = pytest.mark.anyio
PNG = b"\x89PNG\r\n\x1a\n"


async def test_a_link_to_a_mentor_is_shown_with_their_picture(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentor = await a_mentor(database, last_name='<Lenoir> & "fils"')
    page = (await client.get(f"/mentors/{mentor}")).text
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    (address,) = re.findall(r'property="og:image" content="([^"]+)"', page)
    picture = await client.get(address.replace("&amp;", "&"))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.content.startswith(PNG)
    assert picture.content[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    known = {"if-none-match": picture.headers["etag"]}
    assert (await client.get(f"/mentors/{mentor}/card.png", headers=known)).status_code == 304
    rows("update mentor_profiles set headline = 'Autre chose' where user_id = %s", mentor)
    other = await client.get(f"/mentors/{mentor}/card.png", headers=known)
    assert (other.status_code, other.content == picture.content) == (200, False)
    assert address not in (await client.get(f"/mentors/{mentor}")).text


async def test_who_is_not_shown_has_no_picture(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database)
    await move(database, mentor, "pause")
    assert (await client.get(f"/mentors/{mentor}/card.png")).status_code == 404


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=120), st.text(max_size=300))
@example("👩‍🏫🏽 \x01\ufffe\u202e", "x" * 200)
@example("日本 محمد", "]]>&lt;!--")
def test_any_name_and_headline_can_be_painted(name: str, headline: str) -> None:
    svg = drawing(_somebody(name, headline), "https://mentorat.example")
    assert paint(svg).startswith(PNG)


@given(st.text(max_size=200), st.integers(5, 40), st.integers(1, 3))
def test_a_text_is_cut_to_its_lines(text: str, width: int, most: int) -> None:
    cut = lines(text, width, most)
    assert len(cut) <= most
    assert all(len(line) <= width for line in cut)


def _somebody(name: str, headline: str) -> MentorDetail:
    return MentorDetail(
        id="user_1",
        display_name=name,
        image_url=None,
        headline=headline,
        bio="",
        bio_html="",
        skills=[],
        own_skills=[headline],
        languages=["fr"],
        hourly_rate_cents=0,
        hourly_rate=0,
        currency="EUR",
        timezone="UTC",
        is_new=False,
        next_slot=None,
        terms=None,  # type: ignore[arg-type]  # the picture shows none
        short_link=None,
        is_saved=False,
        has_alert=False,
    )
