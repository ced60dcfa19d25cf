"""Figures for whoever watches the site: for this machine and for a token, about nobody."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import RSAKey
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.builders import MONDAY, Rows, a_booking, a_mentor
from tests.conftest import ORIGIN, SECRETS, Built, clerk_settings
from tests.fakes.deliveries import ENDPOINT, deliver, payload
from tests.web.test_health import BEAT, LEFT

pytestmark = pytest.mark.anyio
TOKEN = "a-token-of-the-watchers"
HERE = {"host": "127.0.0.1:8000"}
PEERS = {"127.0.0.1": True, "127.9.9.9": True, "::1": True, "203.0.113.7": False, "?": False}
SENT: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"host": "localhost"}, True),
    ({"host": "[::1]:8000"}, True),
    ({"Authorization": "Bearer no-token-of-the-watcher"}, True),
    ({"Authorization": f"Basic {TOKEN}"}, True),
    ({"X-Forwarded-For": "127.0.0.1"}, False),
    ({"X-Forwarded-Proto": ""}, False),
    ({"X-FORWARDED-HOST": "localhost"}, False),
    ({"Forwarded": "for=127.0.0.1"}, False),
    ({"host": "mentorat.example"}, False),  # a proxy that adds nothing passes on the name
]


@pytest.fixture
async def client(
    built: Built, settings: Settings, database: Database
) -> AsyncIterator[httpx2.AsyncClient]:
    async with caller(attach(built("clerk"), settings, database), "127.0.0.1") as opened:
        yield opened


def caller(app: Edge, peer: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(peer, 1234))
    return httpx2.AsyncClient(transport=transport, base_url=ORIGIN)


async def figures(client: httpx2.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every figure by its name and the values of its labels, as the format's own reader has it."""
    answer = await client.get("/metrics", headers=HERE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
    return {
        (sample.name.removeprefix("mentorat_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)  # type: ignore[no-untyped-call]  # its reader is untyped
        for sample in family.samples
    }


async def test_strangers_and_proxies_find_nothing_without_the_token(
    tmp_path: Path, clerk_key: RSAKey, database: Database, built: Built
) -> None:
    settings = clerk_settings(tmp_path, clerk_key, metrics_token=TOKEN)
    app = attach(built("clerk"), settings, database)
    for peer, is_local in PEERS.items():
        async with caller(app, peer) as client:
            for sent, is_direct in SENT:
                answer = await client.get("/metrics", headers={**HERE, **sent})
                assert answer.status_code == (200 if is_local and is_direct else 404), (peer, sent)
                shown = {**HERE, **sent, "Authorization": f"bearer {TOKEN}"}
                assert (await client.get("/metrics", headers=shown)).status_code == 200


async def test_without_a_token_in_the_settings_none_is_good(
    built: Built, settings: Settings, database: Database
) -> None:
    app = attach(built("clerk"), settings, database)
    async with caller(app, "203.0.113.7") as client:
        for sent in ("Bearer ", "Bearer None", "Bearer"):
            answer = await client.get("/metrics", headers={**HERE, "Authorization": sent})
            assert answer.status_code == 404


async def test_answers_are_counted_by_their_route_and_never_by_what_people_type(
    client: httpx2.AsyncClient,
) -> None:
    for path in ("/api/me", "/api/mentors/user_marc", "/nowhere/user_ines", "/health/live?x=1"):
        await client.get(path)
    await client.request("BREW", "/nowhere")
    found = await figures(client)
    assert found["requests_total", "/api/me", "4xx"] == 1
    assert found["requests_total", "/api/mentors/{mentor_id}", "4xx"] == 1
    assert found["requests_total", "/health/live", "2xx"] == 1
    assert found["requests_total", "-", "4xx"] == 2
    assert found["request_duration_seconds_count", "/health/live"] == 1
    assert found["request_duration_seconds_bucket", "/health/live", "+Inf"] == 1
    assert not any("user_" in text for name in found for text in name)


async def test_what_waits_what_failed_and_what_is_promised_is_counted(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    a_booking(rows, mentor, MONDAY)
    rows("delete from procrastinate_jobs")
    rows("insert into users (id, email) values ('user_x', 'x@courrier.example')")
    for topic, failed in (("a", None), ("b", MONDAY)):
        rows(
            "insert into messages (id, recipient_id, topic, subject, body_text, body_html,"
            " created_at, failed_at) values (gen_random_uuid(), 'user_x', %s, 's', 't', 'h',"
            " now() - interval '1 hour', %s)",
            *(topic, failed),
        )
    for status, seconds in (("todo", 90), ("todo", -90), ("doing", 5), ("failed", 5)):
        rows(LEFT, status, None, seconds)
    assert (await figures(client))["worker_heartbeat_seconds",] == float("inf")
    rows(BEAT, 7)
    await deliver(client, payload("01"), secret=SECRETS[0])
    await client.post(ENDPOINT, content=b"{}")
    found = await figures(client)
    assert [found["jobs", "events", state] for state in ("due", "doing", "failed")] == [1, 1, 1]
    assert found["jobs", "mail", "due"] == found["oldest_due_job_seconds", "mail"] == 0
    assert 90 <= found["oldest_due_job_seconds", "events"] < 150
    assert 7 <= found["worker_heartbeat_seconds",] < 60
    assert (found["messages", "waiting"], found["messages", "failed"]) == (1, 1)
    assert 3600 <= found["oldest_waiting_message_seconds",] < 3700
    assert (found["deliveries", "applied"], found["deliveries", "rejected"]) == (1, 0)
    assert found["deliveries_refused_total", "header"] == 1
    assert (found["bookings", "confirmed"], found["bookings", "cancelled"]) == (1, 0)
    assert found["database_up",] == 1
    assert found["database_connections_max",] == 10


async def test_the_figures_of_the_process_are_there_while_the_database_is_away(
    built: Built, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorat.db.pool.ACQUIRE_SECONDS", 0.2)
    away = Database("postgresql://127.0.0.1:9/none?connect_timeout=1")
    await away.open()
    async with caller(attach(built("clerk"), settings, away), "::1") as client:
        found = await figures(client)
    await away.close()
    assert found["database_up",] == 0
    assert ("worker_heartbeat_seconds",) not in found
