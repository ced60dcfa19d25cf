"""What holds for every request: headers, hosts, sizes, ids, languages, safe ways on."""

import re
import socket
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest
import structlog
import uvicorn
from joserfc.jwk import RSAKey

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from mentorat.web.server import PatientProtocol
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer

PATHS = [
    "/",
    "/sign-in",
    "/nowhere",
    "/api/me",
    "/api/nowhere",
    "/api/docs",
    "/api/openapi.json",
    "/health/live",
    "/health/ready",
    "/static/app.css",
    "/static/nope.css",
    "/onboarding",
    "/profile",
]


@pytest.mark.anyio
@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_its_headers(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    if path != "/sign-in":
        assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert ("immutable" in headers["cache-control"]) is (path == "/static/app.css")


@pytest.mark.anyio
async def test_nonces_differ_and_pages_hold_nothing_inline(client: httpx2.AsyncClient) -> None:
    pages = [await client.get("/sign-in") for _ in range(2)]
    nonces = {
        re.findall(r"'nonce-([^']+)'", page.headers["content-security-policy"])[0] for page in pages
    }
    assert len(nonces) == 2
    for path in ("/", "/sign-in", "/nowhere", "/api/docs"):
        text = (await client.get(path)).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", text)


@pytest.mark.anyio
async def test_a_request_id_is_taken_over_when_it_is_one(client: httpx2.AsyncClient) -> None:
    kept = await client.get("/", headers={"X-Request-Id": "trace-0123456789"})
    assert kept.headers["x-request-id"] == "trace-0123456789"
    for odd in ("short", "x" * 65, "a b c d e f g h", "<script>alert</script>"):
        answer = await client.get("/", headers={"X-Request-Id": odd})
        assert answer.headers["x-request-id"] != odd


@pytest.mark.anyio
async def test_only_our_hosts_are_served(app: Edge) -> None:
    async with browser_of(app) as client:
        for host in ("mentorat.example", "MENTORAT.example:443", "127.0.0.1:8000", "localhost"):
            assert (await client.get("/health/live", headers={"Host": host})).status_code == 200
        for host in (
            "evil.example",
            "mentorat.example.evil.example",
            "",
            "mentorat.example@evil.example",
        ):
            assert (await client.get("/health/live", headers={"Host": host})).status_code == 421
        twice = [(b"Host", b"mentorat.example"), (b"Host", b"evil.example")]
        assert (await client.get("/health/live", headers=twice)).status_code == 400


@pytest.mark.anyio
async def test_large_and_encoded_bodies_are_refused(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    headers = bearer(clerk_key) | {"Content-Type": "application/json"}
    large = await client.patch("/api/me", content=b"x" * (257 * 1024), headers=headers)
    assert large.status_code == 413
    zipped = await client.patch(
        "/api/me", content=b"x", headers=headers | {"Content-Encoding": "gzip"}
    )
    assert zipped.status_code == 415
    fields = "&".join(f"f{n}=1" for n in range(400))
    many = await client.post(
        "/profile",
        content=fields,
        headers=bearer(clerk_key) | {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert many.status_code in {403, 413}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static/%00",
        "/static/" + "a" * 300,
        "/api/me/../../x",
        "/%ff%fe",
        "/profile;admin",
        "/api/me.json",
        "/?lang=%00",
        "/sign-in?next=%0d%0aSet-Cookie:x",
        "/?" + "a=1&" * 3000,
    ],
)
async def test_odd_addresses_get_an_ordinary_answer(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code < 500
    assert "x" not in answer.cookies


@pytest.mark.anyio
async def test_headers_that_rewrite_the_request_change_nothing(client: httpx2.AsyncClient) -> None:
    for header in (
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-Forwarded-Host",
        "x-middleware-subrequest",
    ):
        answer = await client.get("/api/me", headers={header: "/health/live"})
        assert answer.status_code == 401


@pytest.mark.anyio
async def test_a_mistake_of_ours_is_told_without_its_insides(
    settings: Settings, database: Database
) -> None:
    app = create_app(settings, database)
    app.application.state.recognition = None  # something nobody foresaw
    async with browser_of(app) as client:
        with structlog.testing.capture_logs() as lines:
            page, document = await client.get("/"), await client.get("/api/me")
    assert (page.status_code, document.status_code) == (500, 500)
    assert "Traceback" not in page.text + document.text
    assert page.headers["x-request-id"] in page.text
    assert document.json()["type"] == "/api/docs#problem-internal_error"
    assert [line["event"] for line in lines].count("mistake") == 2


@pytest.fixture
def real_server(settings: Settings, database_url: str) -> Iterator[int]:
    """A real uvicorn on a real socket."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            create_app(settings, Database(database_url)),
            http=PatientProtocol,
            log_level="warning",
            access_log=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield port
        server.should_exit = True
        thread.join()


def test_head_answers_like_get_without_a_body(real_server: int) -> None:
    # Each answer's tokens are its own, and so is its length once it is compressed.
    plain = {"Accept-Encoding": "identity"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{real_server}", headers=plain) as client:
        for path in ("/", "/health/live", "/static/app.css", "/api/openapi.json", "/nowhere"):
            get, head = client.get(path), client.head(path)
            assert (head.status_code, head.content) == (get.status_code, b"")
            assert head.headers["content-length"] == get.headers["content-length"]
