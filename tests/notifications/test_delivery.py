"""What may pass is tried for four days; what will stay fails at once; a password leaves over TLS."""

import asyncio
import email
import email.policy
import io
import logging
import re
from datetime import timedelta

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from mentorat.db.pool import Database
from mentorat.notifications import smtp
from mentorat.notifications.patience import LONGEST_PAUSE, SHORTEST_PAUSE, TRIED_FOR, next_pause
from mentorat.worker import create_worker, drain_places
from tests.builders import MONDAY, Rows, a_person
from tests.notifications.posting import Post
from tests.notifications.test_outbox import a_message, post

pytestmark = pytest.mark.anyio
MAX = "max6e@evil.example"
PASSING = {
    "greeting": "554 no service today",
    "MAIL": "550 we do not know this sender",
    "RCPT": f"450 4.2.1 <{MAX}> come back later, max6e",
    ".": "451 4.7.1 greylisted",
}
STAYING = {
    "RCPT": f"550 5.1.1 <{MAX}>: user max6e unknown",
    "DATA": "554 5.6.0 no",
    ".": f"554 5.7.1 {MAX} wants none of it",
}


@pytest.mark.parametrize("verb", [*PASSING, "hang", "reset", "refused", "nowhere"])
async def test_trouble_that_may_pass_keeps_a_mail_waiting_until_it_leaves(
    database: Database, mail: Post, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.2)
    await post(database, a_message(await a_person(database, email=MAX)))
    mail.server.answers = {verb: PASSING[verb]} if verb in PASSING else {"greeting": verb}
    if verb == "refused":
        mail.use("smtp://127.0.0.1:9")
    if verb == "nowhere":
        mail.use("smtp://nowhere.invalid:25")
    await mail.deliver()
    waits = mail.message()
    assert (waits["sent_at"], waits["failed_at"], waits["dropped_at"]) == (None, None, None)
    assert waits["failure"]
    assert "max6e" not in waits["failure"]
    assert waits["next_try_at"] == MONDAY + SHORTEST_PAUSE
    mail.server.answers = {}
    mail.use(mail.server.url)
    await mail.sweep(SHORTEST_PAUSE - timedelta(seconds=1))
    assert mail.server.taken == []
    await mail.sweep(timedelta(seconds=1))
    assert len(mail.server.taken) == 1
    left = mail.message()
    assert (left["sent_at"], left["failure"]) == (mail.now, None)


async def test_a_mail_is_tried_for_four_days_and_then_seen_to_have_failed(
    database: Database, mail: Post
) -> None:
    await post(database, a_message(await a_person(database)))
    mail.server.answers = {".": "451 try again"}
    await mail.deliver()
    for pause in (1, 1, 1, 1, 1.25, 1.6, 2, 60, 24 * 60, 48 * 60):
        await mail.sweep(timedelta(minutes=pause))
    assert mail.server.heard.count("DATA") == 11
    assert mail.message()["failed_at"] is None
    await mail.sweep(timedelta(days=1))
    assert mail.now >= MONDAY + TRIED_FOR
    failed = mail.message()
    assert (failed["failed_at"], failed["failure"]) == (mail.now, "451 try again")
    await mail.sweep(timedelta(days=1))
    assert mail.server.heard.count("DATA") == 12


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=5)))
def test_a_mail_is_late_by_a_quarter_of_an_outage_or_by_an_hour(tried_for: timedelta) -> None:
    pause = next_pause(tried_for)
    assert SHORTEST_PAUSE <= pause <= LONGEST_PAUSE
    assert pause <= max(tried_for / 4, SHORTEST_PAUSE)
    assert next_pause(tried_for + pause) >= pause


@pytest.mark.parametrize("verb", STAYING)
async def test_an_answer_that_will_stay_fails_at_once_and_is_never_asked_for_again(
    database: Database, mail: Post, verb: str
) -> None:
    await post(database, a_message(await a_person(database, email=MAX)))
    mail.server.answers = {verb: STAYING[verb]}
    await mail.deliver()
    failed = mail.message()
    assert failed["failed_at"] == MONDAY
    assert failed["failure"].startswith("55")
    assert "max6e" not in failed["failure"]
    heard = len(mail.server.heard)
    await mail.sweep(timedelta(days=1))
    assert len(mail.server.heard) == heard


@pytest.mark.parametrize(
    "address", ["max 6e@evil.example", "max6e@evil.example\r\nRCPT", "jörg@x.fr"]
)
async def test_what_no_mail_can_be_made_of_fails_at_once(
    database: Database, mail: Post, rows: Rows, address: str
) -> None:
    await post(database, a_message(await a_person(database)))
    rows("update users set email = %s", address)
    await mail.deliver()
    assert (mail.message()["failed_at"], mail.server.taken) == (MONDAY, [])


async def test_any_heading_leaves_as_one_line(database: Database, mail: Post, rows: Rows) -> None:
    await post(database, a_message(await a_person(database)))
    rows("update messages set subject = %s", "Zo\u200bé\u2028\u202evous\r\n\vécrit\u2029\x85")
    await mail.deliver()
    assert mail.message()["sent_at"] == MONDAY
    read = email.message_from_string(mail.server.taken[0], policy=email.policy.default)
    assert read["Subject"] == "Zoé vous  écrit"


async def test_who_has_no_address_is_written_to_by_nobody(
    database: Database, mail: Post, rows: Rows
) -> None:
    await post(database, a_message(await a_person(database)))
    rows("update users set email = null, email_verified = false")
    await mail.deliver()
    dropped = mail.message()
    assert (dropped["dropped_at"], dropped["sent_at"]) == (MONDAY, None)
    assert "address" in dropped["failure"]


async def test_two_workers_never_send_one_mail_twice(database: Database, mail: Post) -> None:
    await post(database, a_message(await a_person(database)))
    await asyncio.gather(mail.sweep(timedelta(minutes=2)), mail.sweep(), mail.deliver())
    assert len(mail.server.taken) == 1


async def test_messages_of_one_thread_reach_their_reader_in_order(
    database: Database, mail: Post
) -> None:
    marc = await a_person(database)
    mail.server.answers = {".": "451 later"}
    await post(database, a_message(marc, "first", "7"))
    await mail.deliver()
    mail.server.answers = {}
    await post(database, a_message(marc, "second", "7"), a_message(marc, "apart"))
    await mail.deliver()
    sent = {one["topic"]: one["sent_at"] is not None for one in mail.messages()}
    assert sent == {"first": False, "second": False, "apart": True}
    await mail.sweep(timedelta(minutes=2))
    assert all(one["sent_at"] for one in mail.messages())
    names = [re.findall(r"Message-ID: <([^@]+)@", text)[0] for text in mail.server.taken]
    by_id = {str(one["id"]): one["topic"] for one in mail.messages()}
    assert [by_id[name] for name in names] == ["apart", "first", "second"]


@pytest.mark.parametrize(
    ("host", "query", "leaves"),
    [
        ("0.0.0.0", "", False),
        ("0.0.0.0", "?tls=none", True),
        ("127.0.0.1", "", True),
    ],  # no name of this machine
)
async def test_a_password_leaves_over_tls_alone_when_a_server_hides_it(
    database: Database, mail: Post, host: str, query: str, *, leaves: bool
) -> None:
    await post(database, a_message(await a_person(database)))
    mail.use(mail.server.url_of(host, "operator:topsecret", query))
    await mail.deliver()
    spoken = any(word.startswith("AUTH") for word in mail.server.heard)
    assert (spoken, bool(mail.server.taken)) == (leaves, leaves)
    if not leaves:
        assert "STARTTLS" in mail.message()["failure"]


@pytest.mark.parametrize(
    "url", ["smtp://user:to/p#s:ecret@host:587", "http://x", "smtp://u:p@[::1"]
)
def test_an_address_that_cannot_be_read_says_nothing_of_its_password(url: str) -> None:
    with pytest.raises(smtp.MailTroubleError) as found:
        smtp.mail_server(url)
    assert "ecret" not in str(found.value)
    assert found.value.__suppress_context__ or found.value.__context__ is None


async def test_no_log_names_a_reader_whatever_a_server_says(
    database: Database,
    database_url: str,
    mail: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = await a_person(database, email=MAX)
    caplog.set_level(0)
    lines = io.StringIO()
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=lines))
    answers = [{verb: words} for verb, words in [*PASSING.items(), *STAYING.items()]]
    try:
        for number, answer in enumerate([*answers, {"RCPT": "reset"}]):
            mail.server.answers = answer
            await post(database, a_message(reader, f"letter {number}"))
            await mail.deliver()
        await post(database, a_message(reader, "by a whole worker"))
        app = create_worker(mail.worker.work.settings, database, database_url)
        async with app.open_async():
            await drain_places(app)
    finally:
        structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    traces = [logging.Formatter().format(record) for record in caplog.records]
    said = "\n".join([lines.getvalue(), *traces])
    assert "mail_failed" in said
    assert not re.findall(r"max6e|evil\.example", said)
