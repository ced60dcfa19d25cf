"""Fetching from a server that means no good, over real TLS."""

import asyncio
import gzip
import json
import re
import ssl
import time
from pathlib import Path

import pytest

from mentorat import __version__
from mentorat.outbound import fetch as calendar_fetch
from mentorat.outbound.address import is_public
from mentorat.outbound.answer import BODY_MAX, FetchError
from mentorat.outbound.fetch import FetchResult, Internet, Validators, fetch
from tests.external_calendars.calendar_server import HOST, PUBLIC, Site, raw, reply

pytestmark = pytest.mark.anyio
TEXT = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
NOTHING_KNOWN = Validators()
REPORTS = Path(__file__).parents[1] / "data" / "reports"
AGENDA = f"https://{HOST}/a.ics?key=s3cret"
PATH = "/a.ics?key=s3cret"


async def refused(site: Site, address: str = AGENDA, known: Validators = NOTHING_KNOWN) -> None:
    """Nothing is fetched, and what is raised says nothing, not even by its cause."""
    with pytest.raises(FetchError) as trouble:
        await fetch(address, known, site)
    assert trouble.value.args == ()
    assert trouble.value.__cause__ is None
    assert trouble.value.__context__ is None or trouble.value.__suppress_context__


async def test_a_calendar_is_read_from_the_very_address_that_was_checked(site: Site) -> None:
    site.holds(PATH, TEXT, 'ETag: "one"', "Last-Modified: Mon, 07 Jun 2027 06:00:00 GMT")
    found = await fetch(AGENDA.replace("https", "webcal"), NOTHING_KNOWN, site)
    validators = Validators('"one"', "Mon, 07 Jun 2027 06:00:00 GMT")
    assert found == FetchResult(TEXT, validators)
    assert site.connections == [(PUBLIC, HOST)]
    question = site.questions[0]
    assert question.startswith(f"GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\n")
    assert "Accept-Encoding: identity" in question
    assert "If-" not in question
    site.replies[PATH] = reply(304, b"", length=False)
    assert await fetch(AGENDA, validators, site) == FetchResult(None, validators)
    assert 'If-None-Match: "one"\r\n' in site.questions[1]
    assert "If-Modified-Since: Mon, 07 Jun 2027 06:00:00 GMT\r\n" in site.questions[1]
    await refused(site)  # «unchanged» to somebody who asked for everything


async def test_microsoft_365_lets_our_name_read_and_it_is_still_ours(site: Site) -> None:
    """It sends whoever does not look like a browser to a page of errors."""
    reported = json.loads((REPORTS / "office365_user_agent.json").read_text())

    async def outlook(writer: asyncio.StreamWriter) -> None:
        found = re.search(r"^User-Agent: (.*)\r$", site.questions[-1], re.MULTILINE)
        is_let_in = found and re.search(r"\(.*\).*Chrome/\d", found[1])
        refusal = reply(302, b"", f"Location: {reported['otherwise']['location']}")
        await (reply(200, TEXT) if is_let_in else refusal)(writer)

    site.replies[PATH] = outlook
    assert (await fetch(AGENDA, NOTHING_KNOWN, site)).text == TEXT
    assert f"User-Agent: mentorat/{__version__} (reads busy times; no browser)" in site.questions[0]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        [PUBLIC, "10.0.0.7"],
        ["2a00:1450:4007:80c::200e", "::1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        [],
    ],
)
async def test_a_name_with_one_private_address_is_never_connected_to(
    site: Site, addresses: list[str]
) -> None:
    site.holds(PATH, TEXT)
    site.resolutions = iter([addresses])
    await refused(site)
    assert site.connections == []


async def test_a_resolver_that_changes_its_mind_leads_nowhere(site: Site) -> None:
    """DNS rebinding: public when checked, private when asked again."""
    site.holds(PATH, TEXT)
    site.resolutions = iter([[PUBLIC], ["127.0.0.1"]])
    assert (await fetch(AGENDA, NOTHING_KNOWN, site)).text == TEXT  # it was asked once only
    site.redirects(PATH, f"https://{HOST}/b.ics")
    site.holds("/b.ics", TEXT)
    site.resolutions = iter([[PUBLIC], ["127.0.0.1"]])
    await refused(site)
    assert {address for address, _ in site.connections} == {PUBLIC}


async def test_three_redirects_are_followed_and_a_fourth_is_not(site: Site) -> None:
    for number, status in enumerate((301, 302, 307, 308)):
        site.redirects(f"/{number}", f"/{number + 1}", status)
    site.holds("/4", TEXT)
    assert (await fetch(f"https://{HOST}/1", NOTHING_KNOWN, site)).text == TEXT
    assert len(site.connections) == 4
    await refused(site, f"https://{HOST}/0")


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/latest", "http://agenda.example/b.ics", "//[::1]/b.ics",
        "https://agenda.example:8443/b.ics", "https://root@agenda.example/b.ics",
        "https://2130706433/", "file:///etc/passwd", "gopher://agenda.example/",
    ],
)  # fmt: skip
async def test_each_redirect_is_checked_like_the_first_address(site: Site, location: str) -> None:
    site.redirects(PATH, location)
    site.holds("/b.ics", TEXT)
    await refused(site)
    assert len(site.connections) == 1


async def test_a_certificate_for_another_name_or_from_nobody_is_refused(site: Site) -> None:
    site.holds(PATH, TEXT)
    await refused(site, AGENDA.replace(HOST, "other.example"))
    site.client_tls = ssl.create_default_context()
    await refused(site)
    assert site.questions == []


async def test_sixteen_mebibytes_are_read_and_not_a_byte_more(site: Site) -> None:
    whole = TEXT + b"x" * (BODY_MAX - len(TEXT))
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(part), part)
        for part in (whole[at : at + 60_000] for at in range(0, len(whole), 60_000))
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for fits in (
        reply(200, whole),
        reply(200, whole, length=False),
        raw(head + chunks + b"0\r\n\r\n"),
        reply(200, gzip.compress(whole), "Content-Encoding: gzip"),
    ):
        site.replies[PATH] = fits
        assert (await fetch(AGENDA, NOTHING_KNOWN, site)).text == whole
    for too_much in (
        reply(200, whole + b"x"),
        reply(200, whole + b"x", length=False),
        raw(head + chunks + b"1\r\nx\r\n0\r\n\r\n"),
        reply(200, gzip.compress(whole + b"x"), "Content-Encoding: gzip"),
    ):
        site.replies[PATH] = too_much
        await refused(site)


async def test_a_gzip_bomb_goes_off_nowhere(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 300_000_000)
    site.replies[PATH] = reply(200, bomb, "Content-Encoding: gzip")
    since = time.perf_counter()
    await refused(site)
    assert time.perf_counter() - since < 1


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, TEXT, "Content-Encoding: br"),
        reply(200, gzip.compress(TEXT)[:-9], "Content-Encoding: gzip"),
        reply(200, b"no gzip", "Content-Encoding: gzip"),
        reply(200, TEXT, *(f"X-{n}: {'y' * 900}" for n in range(80))),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + TEXT),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab" + b"HTTP/1.1 200 OK\r\n\r\n"),
        raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
        raw(b"HTTP/1.1 200"),
        raw(b""),
        *(reply(status, TEXT) for status in (201, 206, 301, 401, 404, 500)),
        reply(204, b"", length=False),
    ],
)
async def test_odd_answers_are_no_calendar(site: Site, answer: object) -> None:
    site.replies[PATH] = answer  # type: ignore[assignment]  # pytest types its parameters loosely
    await refused(site)


async def test_an_announcement_before_the_answer_is_passed_over(site: Site) -> None:
    early = (
        b"HTTP/1.1 103 Early Hints\r\nETag: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
    )
    site.replies[PATH] = raw(early % len(TEXT) + TEXT)
    assert await fetch(AGENDA, NOTHING_KNOWN, site) == FetchResult(TEXT, NOTHING_KNOWN)


async def test_a_server_that_drips_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(200):
            writer.write(b"B")
            await writer.drain()
            await asyncio.sleep(0.05)

    assert (calendar_fetch.CONNECT_SECONDS, calendar_fetch.TOTAL_SECONDS) == (5, 10)
    monkeypatch.setattr(calendar_fetch, "TOTAL_SECONDS", 0.4)
    site.replies[PATH] = drip
    since = time.perf_counter()
    await refused(site)
    assert time.perf_counter() - since < 2


async def test_a_connection_that_does_not_come_is_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.before_connecting = lambda: asyncio.sleep(30)
    monkeypatch.setattr(calendar_fetch, "CONNECT_SECONDS", 0.2)
    site.resolutions = iter([[PUBLIC, "93.184.216.35"]])
    since = time.perf_counter()
    await refused(site)
    assert time.perf_counter() - since < 2


async def test_the_next_address_is_tried_where_there_is_no_way_to_the_first(site: Site) -> None:
    async def no_way() -> None:
        if len(site.connections) == 1:
            raise OSError(101, "Network is unreachable")

    site.holds(PATH, TEXT)
    site.before_connecting = no_way
    site.resolutions = iter([["2a00:1450:4007:80c::200e", PUBLIC]])
    assert (await fetch(AGENDA, NOTHING_KNOWN, site)).text == TEXT
    assert [address for address, _ in site.connections] == ["2a00:1450:4007:80c::200e", PUBLIC]


async def test_the_real_network_leads_to_no_private_machine_and_trusts_no_stranger() -> None:
    network = Internet()
    for host in ("localhost", "127.0.0.1"):
        found = await network.resolve(host)
        assert found
        assert not any(map(is_public, found))
    assert network._tls.check_hostname
    assert network._tls.verify_mode == ssl.CERT_REQUIRED


async def test_a_validator_that_cannot_be_sent_back_is_not_kept(site: Site) -> None:
    site.holds(PATH, TEXT, f'ETag: "{"x" * 600}"', "Last-Modified: hi\xe9r")
    assert (await fetch(AGENDA, NOTHING_KNOWN, site)).validators == NOTHING_KNOWN
