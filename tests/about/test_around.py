"""Around the product: texts in both languages, how the site stands, what robots read."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.about.routes.pages import TITLES
from mentorat.app import attach
from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor
from tests.conftest import Built, browser_of, clerk_settings

pytestmark = pytest.mark.anyio
BEAT = "insert into procrastinate_workers (last_heartbeat) values (now())"
TEXTS = Path(__file__).parents[2] / "src" / "mentorat" / "about" / "templates" / "about"
PARTS = re.compile(r'<h[23]|<details|id="[\w-]+"|href="[^"]+"')


@pytest.mark.parametrize("name", TITLES)
async def test_a_text_is_whole_in_both_languages_and_leads_nowhere_in_vain(
    client: httpx2.AsyncClient, name: str
) -> None:
    french, english = ((TEXTS / locale / f"{name}.html").read_text() for locale in ("fr", "en"))
    kept = [found for found in PARTS.findall(french) if "cnil" not in found]
    assert kept == [found for found in PARTS.findall(english) if "cnil" not in found]
    for locale in ("fr", "en"):
        page = await client.get(f"/{name}?lang={locale}")
        assert page.status_code == 200
        inside = set(re.findall(r'href="(/[a-z/]*)(?:#[\w-]+)?"', page.text))
        for path in inside:
            assert (await client.get(path)).status_code in {200, 303}, path
        assert "'" not in re.sub(r"<[^>]+>", "", page.text).split("</main>")[0] or locale == "en"


async def test_who_answers_for_the_site_is_told_or_said_to_be_missing(
    client: httpx2.AsyncClient,
    built: Built,
    database: Database,
    tmp_path: Path,
    clerk_key: RSAKey,
) -> None:
    assert "not provided by this site" in (await client.get("/legal?lang=en")).text
    assert "has not given a contact address" in (await client.get("/contact?lang=en")).text
    told = {
        "operator_name": "Les <Amis>",
        "operator_address": "1 rue du Port, Brest",
        "hosting_provider": "OVH, Roubaix",
        "contact_email": "bonjour@mentorat.example",
    }
    known = attach(built("clerk"), clerk_settings(tmp_path, clerk_key, **told), database)
    async with browser_of(known) as reader:
        legal, contact = [(await reader.get(f"/{name}")).text for name in ("legal", "contact")]
    for words in ("Les &lt;Amis&gt;", "1 rue du Port", "OVH", "mailto:bonjour@mentorat.example"):
        assert words in legal
    assert 'href="mailto:bonjour@mentorat.example"' in contact


async def test_status_says_what_works_and_stands_while_the_database_is_away(
    client: httpx2.AsyncClient, built: Built, tmp_path: Path, clerk_key: RSAKey, rows: Rows
) -> None:
    assert "e-mails are delayed" in (await client.get("/status?lang=en")).text
    rows(BEAT)
    assert "Everything is working" in (await client.get("/status?lang=en")).text
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    broken = attach(built("clerk"), clerk_settings(tmp_path, clerk_key), away)
    async with browser_of(broken) as reader:
        status = await reader.get("/status?lang=en")
        mentors = await reader.get("/mentors?lang=en")
    assert (status.status_code, "The service is down" in status.text) == (503, True)
    assert mentors.status_code == 503
    for words in ("Come back in 5 seconds.", 'href="/mentors?lang=en"', "site-footer", "<code>"):
        assert words in mentors.text


async def test_robots_find_published_mentors_and_static_pages_alone(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    marc, hidden = await a_mentor(database), await a_mentor(database)
    rows("update mentor_profiles set status = 'published' where user_id = %s", marc)
    rows("update mentor_profiles set status = 'draft' where user_id = %s", hidden)
    answer = await client.get("/sitemap.xml")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    found = [one.text or "" for one in ET.fromstring(answer.text).iter() if one.text]
    pages = [one for one in found if one.startswith("https://mentorat.example/")]
    assert f"https://mentorat.example/mentors/{marc}" in pages
    assert not any(hidden in page for page in pages)
    for page in pages:
        assert (await client.get(page)).status_code == 200, page
    robots = (await client.get("/robots.txt")).text
    assert "Sitemap: https://mentorat.example/sitemap.xml" in robots
    private = re.findall(r"Disallow: (\S+)", robots)
    allowed = re.findall(r"Allow: (\S+)", robots)
    paths = [page.removeprefix("https://mentorat.example") for page in pages]
    for path in paths:
        assert path in allowed or not any(path.startswith(start) for start in private), path


async def test_a_phone_finds_the_name_and_icons_of_the_site(client: httpx2.AsyncClient) -> None:
    for locale, word in (("fr", "Trouvez"), ("en", "Find")):
        manifest = (await client.get(f"/manifest.webmanifest?lang={locale}")).json()
        assert (manifest["lang"], word in manifest["description"]) == (locale, True)
        for icon in manifest["icons"]:
            found = await client.get(icon["src"])
            assert (found.status_code, found.headers["content-type"]) == (200, icon["type"])
    head = (await client.get("/")).text.partition("</head>")[0]
    for address in re.findall(r'<link rel="[^"]*icon"[^>]*href="([^"]+)"', head):
        assert (await client.get(address)).status_code == 200
    assert head.count('name="theme-color"') == 2


@pytest.mark.parametrize(
    ("path", "status", "ways"),
    [
        ("/nowhere", 404, ('action="/mentors"', 'href="/mentors"', 'href="/"')),
        ("/api/docs/nowhere", 404, ('action="/mentors"',)),
    ],
)
async def test_an_error_has_a_way_on_and_a_reference_only_where_it_helps(
    client: httpx2.AsyncClient, path: str, status: int, ways: tuple[str, ...]
) -> None:
    page = await client.get(path)
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert (page.status_code, "<code>" in main) == (status, False)
    for way in ways:
        assert way in main


async def test_an_unsigned_form_is_shown_the_way_to_sign_in(client: httpx2.AsyncClient) -> None:
    refused = await client.post("/profile", data={"bio": "Bonjour"})
    assert (refused.status_code, 'class="button" href="/sign-in"' in refused.text) == (403, True)
