"""Deliveries at the door: acceptance cases 1 to 11 of the study of Clerk's webhooks."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.signature import signed_headers
from mentorat.app import create_app
from mentorat.db.pool import Database
from tests.builders import Rows
from tests.conftest import SECRETS, browser_of, clerk_settings, seconds
from tests.examples import examples
from tests.fakes.deliveries import ENDPOINT, deliver, message_id, payload

pytestmark = pytest.mark.anyio


async def test_both_header_families_are_read(client: httpx2.AsyncClient) -> None:
    body = json.dumps(payload("01")).encode()
    answer = await deliver(client, body, secret=SECRETS[0])
    assert answer.json() == {"outcome": "applied"}
    twins = {}
    for name, value in answer.request.headers.items():
        if name.startswith("svix-"):
            twins[name.replace("svix-", "webhook-")] = value
    answer = await client.post(ENDPOINT, content=body, headers=twins)
    assert (answer.status_code, answer.json()) == (200, {"outcome": "duplicate"})


async def test_during_a_rotation_either_secret_signs_and_both_copies_count_once(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    same = message_id()
    first = await deliver(client, payload("01"), secret=SECRETS[0], id=same)
    second = await deliver(client, payload("01"), secret=SECRETS[1], id=same)
    assert [first.json()["outcome"], second.json()["outcome"]] == ["applied", "duplicate"]
    assert len(rows("select id from webhook_deliveries")) == 1


async def test_junk_around_a_good_signature_does_not_hide_it(client: httpx2.AsyncClient) -> None:
    good = await deliver(client, payload("01"), secret=SECRETS[0])
    headers: dict[str, Any] = dict(good.request.headers)
    for junk in ("x {}", "v1,AAAA  {}", "{} v2,zzz", "v1,\x80 {}"):
        sent = {
            **headers,
            "svix-signature": junk.format(headers["svix-signature"]).encode("latin-1"),
        }
        answer = await client.post(ENDPOINT, content=good.request.content, headers=sent)
        assert answer.status_code == 200
    forged = {**headers, "svix-signature": "v1,é".encode("latin-1")}
    assert (
        await client.post(ENDPOINT, content=good.request.content, headers=forged)
    ).status_code == 400


@given(
    signature=st.text(
        alphabet=st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=120
    ),
    timestamp=st.text(
        alphabet=st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20
    ),
)
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_random_headers_over_http_are_refused_and_never_an_error(
    signature: str, timestamp: str
) -> None:
    async def ask() -> int:
        async with browser_of(_DETACHED) as client:
            headers: dict[str, Any] = {
                "svix-id": b"msg_1",
                "svix-timestamp": timestamp.encode("latin-1"),
                "svix-signature": signature.encode("latin-1"),
            }
            return (await client.post(ENDPOINT, content=b"{}", headers=headers)).status_code

    assert asyncio.run(ask()) == 400


_DETACHED = create_app(
    clerk_settings(Path("/nonexistent"), RSAKey.generate_key(2048), secret_key="s" * 40),
    Database("postgresql://nowhere"),
)


async def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    assert (await client.post(ENDPOINT, content=b"x" * (513 * 1024))).status_code == 413
    read = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 65536
            yield b"x" * 65536

    assert (await client.post(ENDPOINT, content=stream())).status_code == 413
    assert rows("select * from webhook_deliveries") == []


async def test_a_body_of_half_a_megabyte_is_still_read(client: httpx2.AsyncClient) -> None:
    event = payload("01")
    event["data"]["public_metadata"] = {"note": "x" * (500 * 1024)}
    assert (await deliver(client, event, secret=SECRETS[0])).json() == {"outcome": "applied"}


async def test_only_post_is_accepted_whatever_the_content_type_or_slash(
    client: httpx2.AsyncClient,
) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await client.request(method, ENDPOINT)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    plain = await deliver(
        client, payload("01"), secret=SECRETS[0], **{"content-type": "text/plain"}
    )
    assert plain.status_code == 200
    slash = await client.post(
        ENDPOINT + "/", content=plain.request.content, headers=dict(plain.request.headers)
    )
    assert (slash.status_code, slash.json()) == (200, {"outcome": "duplicate"})


@pytest.mark.parametrize(
    "body", [b"\xff\xfe{}", b"{", b"[]", b'"text"', b"", b'{"type": "user.created"}']
)
async def test_a_signed_body_that_says_nothing_is_never_retried(
    client: httpx2.AsyncClient, rows: Rows, body: bytes
) -> None:
    answer = await deliver(client, body, secret=SECRETS[0])
    assert (answer.status_code, answer.headers["webhook-delivery"]) == (422, "abort-message")
    assert [row["outcome"] for row in rows("select outcome from webhook_deliveries")] == [
        "rejected"
    ]
    assert (await client.post(ENDPOINT, content=body)).status_code == 400


async def test_three_hundred_nested_arrays_unsigned_are_not_even_parsed(
    client: httpx2.AsyncClient,
) -> None:
    assert (await client.post(ENDPOINT, content=b"[" * 100_000)).status_code == 400
    assert (await deliver(client, b"[" * 100_000, secret=SECRETS[0])).status_code == 422


async def test_a_rejected_message_can_be_replayed_once_it_is_usable(
    client: httpx2.AsyncClient,
) -> None:
    same = message_id()
    assert (await deliver(client, b"{}", secret=SECRETS[0], id=same)).status_code == 422
    assert (await deliver(client, payload("01"), secret=SECRETS[0], id=same)).json() == {
        "outcome": "applied"
    }


async def test_without_a_secret_deliveries_are_kept_by_the_sender_and_the_site_lives(
    tmp_path: Path, clerk_key: RSAKey, database: Database
) -> None:
    app = create_app(
        clerk_settings(tmp_path, clerk_key, clerk_webhook_signing_secret=None), database
    )
    async with browser_of(app) as client:
        answer = await deliver(client, payload("01"), secret=SECRETS[0])
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        health = await client.get("/health/ready")
        assert (health.status_code, health.json()["status"]) == (200, "degraded")


async def test_the_route_answers_briefly_and_sets_no_cookie(client: httpx2.AsyncClient) -> None:
    for answer in (
        await deliver(client, payload("01"), secret=SECRETS[0]),
        await client.post(ENDPOINT, content=b"{}"),
        await deliver(client, b"{}", secret=SECRETS[0]),
    ):
        assert "set-cookie" not in answer.headers
        assert len(answer.content) < 250
        assert "alice" not in answer.text.lower()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"svix-signature": None}, "header"),
        ({"svix-signature": "v2,abc"}, "header"),
        ({"svix-id": None}, "header"),
        ({"svix-timestamp": "yesterday"}, "header"),
        ({"svix-timestamp": None}, "header"),
        ({"svix-timestamp": "1614265330"}, "clock"),
        ({}, "secret"),
    ],
)
async def test_the_operator_learns_why_a_delivery_was_refused_and_its_sender_does_not(
    client: httpx2.AsyncClient, change: dict[str, str | None], cause: str
) -> None:
    body = json.dumps(payload("01")).encode()
    signed = signed_headers(message_id(), body, key=b"a stranger's key, long enough", now=seconds())
    headers = {name: value for name, value in {**signed, **change}.items() if value is not None}
    with structlog.testing.capture_logs() as lines:
        answer = await client.post(ENDPOINT, content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/docs#problem-malformed")
    assert [line["cause"] for line in lines if line["event"] == "delivery_refused"] == [cause]
    nothing_said = await client.post(ENDPOINT, content=body)
    assert nothing_said.text == answer.text


async def test_logs_hold_no_address_name_body_or_secret(client: httpx2.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await deliver(client, payload("01"), secret=SECRETS[0])
        await deliver(client, payload("01") | {"instance_id": "ins_other"}, secret=SECRETS[0])
        await client.post(ENDPOINT, content=json.dumps(payload("02")))
    text = repr(lines).lower()
    assert "request" in text
    for secret in ("alice", "martin", "@", "bakary", SECRETS[0].lower(), "img.clerk.com"):
        assert secret not in text
