"""The API's pages: every operation in the reader's language, one page a group, links that land."""

import re

import httpx2
import pytest

from mentorat.web.edge import Edge
from mentorat.web.operation_notes import NOTES, TAGS
from mentorat.web.operation_words import CREDENTIALS, FRENCH, GROUPS, REFUSALS, group_of
from mentorat.web.reference.problems import WORDS
from mentorat.web.reference.security import SCHEMES

pytestmark = pytest.mark.anyio


async def test_every_operation_is_told_in_french_and_stands_in_its_group(app: Edge) -> None:
    paths = app.application.state.openapi()["paths"]
    operations = {
        told["operationId"]: path for path, ways in paths.items() for told in ways.values()
    }
    assert FRENCH.keys() == operations.keys()
    assert NOTES.keys() <= operations.keys()
    assert REFUSALS.keys() == WORDS.keys()
    assert CREDENTIALS.keys() == SCHEMES.keys()
    assert TAGS.keys() == {name for name, *_ in GROUPS}
    assert {group_of(path) for path in operations.values()} == {name for name, *_ in GROUPS}


async def test_each_link_of_the_contents_lands_on_what_it_names(client: httpx2.AsyncClient) -> None:
    contents = (await client.get("/api/docs?lang=en")).text
    links = re.findall(r'href="(/api/docs/\w+)#(\w+)"', contents)
    assert len(links) == len(FRENCH)
    assert 'id="problem-malformed"' in contents
    for group, *_ in GROUPS:
        page = (await client.get(f"/api/docs/{group}")).text
        there = set(re.findall(r'id="([\w-]+)"', page))
        assert {anchor for path, anchor in links if path.endswith(f"/{group}")} <= there
        assert set(re.findall(r'href="#([\w-]+)"', page)) <= there
        assert len(page) < 120_000


async def test_the_pages_speak_the_readers_language(client: httpx2.AsyncClient) -> None:
    french, english = [
        (await client.get(f"/api/docs/bookings?lang={to}")).text for to in ("fr", "en")
    ]
    assert "Accepter une demande" in french
    assert "Accept a request" in english


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_words_of_the_api_are_set_as_such(client: httpx2.AsyncClient, language: str) -> None:
    for group, *_ in GROUPS:
        page = (await client.get(f"/api/docs/{group}?lang={language}")).text
        assert "`" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
