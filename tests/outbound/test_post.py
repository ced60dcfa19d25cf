"""Posting to a server that means no good, over real TLS."""

import asyncio
import time

import pytest

from mentorat.outbound import post as outbound_post
from mentorat.outbound.address import AddressRefusedError
from mentorat.outbound.post import (
    ANSWER_MAX,
    Destination,
    NoAnswerError,
    PostAnswer,
    destination_of,
    post,
)
from tests.external_calendars.calendar_server import HOST, PUBLIC, Site, raw, reply

pytestmark = pytest.mark.anyio
PATH = "/hooks?of=mentorat"
HOOK = Destination(HOST, PATH)
HEADERS = {"webhook-id": "x", "Content-Type": "application/json"}


async def sent(site: Site, destination: Destination = HOOK) -> PostAnswer:
    return await post(destination, HEADERS, b'{"type":"x"}', site)


async def no_answer(site: Site, destination: Destination = HOOK) -> str:
    """Nothing comes back; why, in one word."""
    with pytest.raises(NoAnswerError) as trouble:
        await sent(site, destination)
    return trouble.value.cause


async def test_a_body_goes_to_the_very_address_that_was_checked(site: Site) -> None:
    site.replies[PATH] = reply(202, b"thanks", "Retry-After: 7")
    assert await sent(site) == PostAnswer(202, "7", "thanks")
    assert site.connections == [(PUBLIC, HOST)]
    assert site.questions[0].startswith(
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nwebhook-id: x\r\n"
    )
    assert "Content-Length: 12\r\n" in site.questions[0]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], [PUBLIC, "10.0.0.7"], ["2a00:1450:4007:80c::200e", "::1"],
        ["::ffff:169.254.169.254"], ["64:ff9b::a9fe:a9fe"], ["169.254.169.254"], ["fd00::1"], [],
    ],
)  # fmt: skip
async def test_a_name_with_one_private_address_is_never_connected_to(
    site: Site, addresses: list[str]
) -> None:
    site.replies[PATH] = reply(200, b"")
    site.resolutions = iter([addresses, [PUBLIC]])
    assert await no_answer(site) == "unreachable"
    assert site.connections == []
    assert await sent(site) == PostAnswer(200, None, "")


async def test_a_redirect_is_an_answer_like_another_and_leads_nowhere(site: Site) -> None:
    site.redirects(PATH, "https://127.0.0.1/latest", 307)
    assert (await sent(site)).status == 307
    assert len(site.connections) == 1


async def test_of_an_answer_a_beginning_is_read_and_the_rest_never(site: Site) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(100_000):
            writer.write(b"y" * 10_000)
            await writer.drain()

    site.replies[PATH] = endless
    since = time.perf_counter()
    assert await sent(site) == PostAnswer(200, None, "y" * ANSWER_MAX)
    assert time.perf_counter() - since < 2


async def test_a_status_counts_though_the_rest_of_it_never_comes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stall(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nab")
        await writer.drain()
        await asyncio.sleep(3)

    assert outbound_post.TOTAL_SECONDS == 15
    monkeypatch.setattr(outbound_post, "TOTAL_SECONDS", 0.4)
    site.replies[PATH] = stall
    assert await sent(site) == PostAnswer(200, None, "ab")
    site.replies[PATH] = raw(b"HTTP/1.1 410 Gone\r\nContent-Length: 99\r\n\r\nab")
    assert (await sent(site)).status == 410


async def test_a_server_that_hangs_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    monkeypatch.setattr(outbound_post, "TOTAL_SECONDS", 0.4)
    site.replies[PATH] = hang
    since = time.perf_counter()
    assert await no_answer(site) == "timeout"
    assert time.perf_counter() - since < 2


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "odd"),
        (raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "odd"),
        (raw(b"HTTP/1.1 200"), "odd"),
        (raw(b""), "odd"),
        (reply(200, b"", *(f"X-{n}: {'y' * 900}" for n in range(80))), "odd"),
    ],
)
async def test_odd_answers_are_none(site: Site, answer: object, cause: str) -> None:
    site.replies[PATH] = answer  # type: ignore[assignment]  # pytest types its parameters loosely
    assert await no_answer(site) in {cause, "unreachable"}


@pytest.mark.parametrize(
    "address",
    [
        "http://other.example/hook", "webcal://other.example/hook", "ftp://other.example/",
        "https://127.0.0.1/hook", "https://[::1]/hook", "https://2130706433/hook",
        "https://other.example:8443/hook", "https://root@other.example/hook", "https://machine/",
        "http://127.0.0.1:9000/hook", "http://localhost/hook", "https://other.example/a b", "",
        "https://other.example/a\r\nX-Y: z",
    ],
)  # fmt: skip
def test_only_https_to_a_public_name_is_posted_to(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        destination_of(address, allows_loopback=False)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (" https://Other.Example/hook?a=b ", "https://other.example/hook?a=b"),
        ("http://127.0.0.1:9000/hook?a=b", "http://127.0.0.1:9000/hook?a=b"),
        ("http://localhost:9000", "http://127.0.0.1:9000/"),
    ],
)
def test_in_development_a_receiver_may_stand_beside_us(address: str, kept: str) -> None:
    assert destination_of(address, allows_loopback=True).address == kept


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.7/hook", "http://0.0.0.0:80/", "http://[::1]:80/", "http://127.0.0.1@evil.example/",
     "http://root@127.0.0.1/", "http://other.example/", "http://127.0.0.1.evil.example/"],
)  # fmt: skip
def test_and_nowhere_else_in_the_network(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        destination_of(address, allows_loopback=True)
