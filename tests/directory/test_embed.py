"""A mentor inside the pages of the sites that the operator named, and of no others."""

import re
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from mentorat.app import attach
from mentorat.db.pool import Database
from tests.builders import a_mentor, move
from tests.conftest import Built, browser_of, clerk_settings
from tests.fakes.clerk_tokens import bearer
from tests.people import StillClock

pytestmark = pytest.mark.anyio
SITES = "https://ecole.example, https://blog.example:8443/"
LINK = re.compile(r'<a [^>]*href="([^"]+)"')


@pytest.mark.parametrize("origins", [SITES, ""])
async def test_only_named_sites_frame_a_mentor_and_they_learn_of_nobody(
    built: Built, database: Database, clerk_key: RSAKey, tmp_path: Path, origins: str
) -> None:
    settings = clerk_settings(tmp_path, clerk_key, embed_origins=origins)
    app = attach(built("clerk"), settings, database, clock=StillClock())
    mentor = await a_mentor(database)
    async with browser_of(app, **bearer(clerk_key, mentor)) as browser:
        page = await browser.get(f"/mentors/{mentor}")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        framed = await browser.get(f"/mentors/{mentor}/embed")
        await move(database, mentor, "pause")
        assert (await browser.get(f"/mentors/{mentor}/embed")).status_code == 404
    if not origins:
        assert framed.status_code == 404
        assert "frame-ancestors 'none'" in framed.headers["content-security-policy"]
        return
    policy = framed.headers["content-security-policy"]
    assert re.findall("frame-ancestors ([^;]+)", policy) == [
        "https://ecole.example https://blog.example:8443"
    ]
    assert not {"x-frame-options", "set-cookie"} & framed.headers.keys()
    for words in ("Marc Lenoir", "Écrire un code", "lun. 7 juin", "09:00", "45"):
        assert words in framed.text, words
    links = LINK.findall(framed.text)
    assert links[0].startswith(f"https://mentorat.example/bookings/new?mentor={mentor}&amp;slot=")
    assert framed.text.count('target="_blank" rel="noopener"') == len(links) == 8
    assert "<form" not in framed.text
    assert "<script" not in framed.text
