"""Pages and files travel small; what a stranger could measure does not."""

import gzip

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.web.compression import compressed
from mentorat.web.static_files import static_url
from tests.builders import a_student

pytestmark = pytest.mark.anyio
FIRST_VISIT_MAX = 60_000
STYLES_MAX = 12_000


async def weight(client: httpx2.AsyncClient, path: str) -> int:
    """How many bytes a body takes on its way."""
    answer = await client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    return int(answer.headers["content-length"])


async def test_a_first_visit_is_light(client: httpx2.AsyncClient) -> None:
    files = ["app.css", "shell.js", "favicon.svg", "icons.svg", "vendor/figtree-latin.woff2"]
    paths = [static_url(name) for name in files]
    assert await weight(client, paths[0]) <= STYLES_MAX
    assert sum([await weight(client, path) for path in ("/mentors", *paths)]) <= FIRST_VISIT_MAX


async def test_who_does_not_ask_for_gzip_gets_the_same_text(client: httpx2.AsyncClient) -> None:
    answers = [
        await client.get("/api/openapi.json", headers={"Accept-Encoding": refused})
        for refused in ("identity", "gzip;q=0", "br", "gzip; q=0.000", "")
    ]
    for answer in answers:
        assert "content-encoding" not in answer.headers
        assert answer.headers["vary"] == "Accept-Encoding"
    packed = await client.get("/api/openapi.json", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == answers[0].text


async def test_a_file_that_is_known_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    path = static_url("app.css")
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["content-type"].count("charset") == 1


async def test_a_style_travels_compressed_to_members_too(client: httpx2.AsyncClient) -> None:
    asking = {"Accept-Encoding": "gzip", "Cookie": "__Host-mentorat_session=whatever"}
    answer = await client.get(static_url("app.css"), headers=asking)
    assert answer.headers.get("content-encoding") == "gzip"


async def test_a_page_of_somebodys_own_with_words_of_a_strangers_goes_as_it_is(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    await a_student(database)
    asking = {"Accept-Encoding": "gzip", "Cookie": "__Host-mentorat_session=whatever"}
    plain = {"Accept-Encoding": "gzip"}
    for path, own, strangers in (
        ("/mentors", "gzip", "gzip"),
        ("/mentors?q=secret", None, "gzip"),
        ("/nowhere/secret", None, "gzip"),
    ):
        answer = await client.get(path, headers=asking)
        assert answer.headers.get("content-encoding") == own, path
        answer = await client.get(path, headers=plain)
        assert answer.headers.get("content-encoding") == strangers, path


@given(body=st.binary(min_size=0, max_size=5000), coding=st.sampled_from(["gzip", "gzip;q=1", ""]))
def test_what_is_unpacked_is_what_was_said(body: bytes, coding: str) -> None:
    scope = {"path": "/", "query_string": b"", "headers": [(b"accept-encoding", coding.encode())]}
    given_headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(body))]
    headers, sent = compressed(scope, 200, given_headers, body)
    named = dict(headers)
    assert named[b"content-length"] == str(len(sent)).encode()
    assert (gzip.decompress(sent) if b"content-encoding" in named else sent) == body
