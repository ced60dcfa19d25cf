"""Handing one mail to the operator's server, and what its answer means."""

import asyncio
import contextlib
import ipaddress
import re
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from mentorat.text.redaction import without_addresses

ANSWER_SECONDS = 20.0
TRY_SECONDS = 45.0  # less than the shortest pause: two tries of a message never meet
GOODBYE_SECONDS = 2.0
NEVER = 500
MAILBOX = re.compile(r"[^@\s<>(),;]+@[^@\s<>(),;]+")
NO_MAILBOX = "the reader's address cannot be written to"
UNREADABLE = "SMTP_URL is not like smtp://user:password@host:587"
NO_LOGIN_YET = 530  # RFC 4954, 6: the server wants a name and a password, whoever the reader is


class RefusedForGoodError(Exception):
    """This message will never be taken, or never be built; the text names no address."""


class MailTroubleError(Exception):
    """The message was not taken now, and may be later; the text names no address."""


class MailServer(NamedTuple):
    """Where mail leaves; with `start_tls` None TLS is taken where it is offered."""

    host: str
    port: int | None
    username: str | None
    password: str | None
    use_tls: bool
    start_tls: bool | None


def mail_server(url: str) -> MailServer:
    """The server of an SMTP_URL. A password leaves over TLS alone, unless the server is on this
    machine or `?tls=none` says otherwise; raises MailTroubleError for what is no such address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # its words would repeat a part of the password
        raise MailTroubleError(UNREADABLE) from None
    if not host or parts.scheme not in {"smtp", "smtps"}:
        raise MailTroubleError(UNREADABLE)
    start_tls: bool | None = None
    if parts.scheme == "smtps" or parse_qs(parts.query).get("tls") == ["none"]:
        start_tls = False
    elif parts.username and not _is_loopback(host):
        start_tls = True
    return MailServer(
        host=host,
        port=port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=parts.scheme == "smtps",
        start_tls=start_tls,
    )


async def hand_over(mail: EmailMessage, recipient: str, url: str) -> None:
    """Have the server of an SMTP_URL take a mail to one recipient.

    Raises RefusedForGoodError for an answer that will stay (RFC 5321, 4.2.1: 5yz to the recipient
    or to the text), MailTroubleError for everything that may pass: 4yz, what a server says of
    itself or of our login, a connection that fails, hangs or has no TLS.
    """
    if not MAILBOX.fullmatch(recipient):  # the library would look for an address in it
        raise RefusedForGoodError(NO_MAILBOX)
    client = _client(mail_server(url))
    try:
        async with asyncio.timeout(TRY_SECONDS):
            await client.connect()
            await _give(client, mail, recipient)
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _judged(error.recipients[0], recipient) from None
    except aiosmtplib.SMTPNotSupported as error:  # of our commands, only letters beyond ASCII
        raise RefusedForGoodError(without_addresses(error.message, recipient)) from None
    except aiosmtplib.SMTPDataError as error:
        raise _judged(error, recipient) from None
    except aiosmtplib.SMTPResponseException as error:
        raise MailTroubleError(_words(error, recipient)) from None
    except (aiosmtplib.SMTPException, OSError, ValueError, RuntimeError) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise MailTroubleError(without_addresses(words, recipient)) from None
    finally:
        await _take_leave(client)


async def _give(client: aiosmtplib.SMTP, mail: EmailMessage, recipient: str) -> None:
    try:
        await client.send_message(mail, recipients=[recipient])
    except ValueError:
        raise RefusedForGoodError(NO_MAILBOX) from None


def _client(server: MailServer) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.use_tls,
        start_tls=server.start_tls,
        timeout=ANSWER_SECONDS,
    )


def _judged(error: aiosmtplib.SMTPResponseException, recipient: str) -> Exception:
    words = _words(error, recipient)
    if error.code >= NEVER and error.code != NO_LOGIN_YET:
        return RefusedForGoodError(words)
    return MailTroubleError(words)


def _words(error: aiosmtplib.SMTPResponseException, recipient: str) -> str:
    return without_addresses(f"{error.code} {' '.join(error.message.split())}", recipient)


async def _take_leave(client: aiosmtplib.SMTP) -> None:
    # A message was taken or not by now: what happens to the good-bye changes nothing of it.
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        if client.is_connected:
            await client.quit(timeout=GOODBYE_SECONDS)
    client.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
