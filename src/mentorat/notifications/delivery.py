"""Sending one message: as MIME, over SMTP, or onto the console."""

import sys
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from mentorat.notifications.queries import OutgoingMessage
from mentorat.settings import Settings

SMTP_SECONDS = 20.0
NEVER = 500


def mime_message(message: OutgoingMessage, *, origin: str) -> EmailMessage:
    """A message as mail: text, HTML and, with a calendar file, an invitation as RFC 6047 wants it.

    Its Message-ID is the same however often it is sent, so that a copy is known as one.
    """
    host = urlsplit(origin).hostname or "localhost"
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = f"mentorat <no-reply@{host}>"
    mail["To"] = message.email or ""
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body_text)
    mail.add_alternative(message.body_html, subtype="html")
    if message.calendar and message.calendar_method:
        method = {"method": message.calendar_method}
        mail.add_alternative(message.calendar, subtype="calendar", params=method)
        mail.add_attachment(
            message.calendar.encode(), "text", "calendar", filename="invite.ics", params=method
        )
    return mail


class RefusedForGoodError(Exception):
    """The mail server answered that this message will never be taken."""


async def send(message: OutgoingMessage, settings: Settings) -> None:
    """Deliver a message the way the operator chose; raises aiosmtplib's errors when the server
    cannot take it now, RefusedForGoodError when it never will (RFC 5321, 4.2.1: 5yz). With
    MAIL=outbox being written is being delivered."""
    if message.email is None or settings.mail == "outbox":
        return
    mail = mime_message(message, origin=settings.origin)
    if settings.mail == "console":
        sys.stderr.write(mail.as_string() + "\n")
        return
    try:
        await _hand_over(mail, settings)
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = {refused.code for refused in error.recipients}
        if all(code >= NEVER for code in codes):
            raise RefusedForGoodError(str(error.recipients[0].message)) from None
        raise
    except aiosmtplib.SMTPResponseException as error:
        # What a server says of our name or password is the operator's affair: it may get better.
        is_about_mail = isinstance(error, aiosmtplib.SMTPDataError | aiosmtplib.SMTPSenderRefused)
        if is_about_mail and error.code >= NEVER:
            raise RefusedForGoodError(error.message) from None
        raise


async def _hand_over(mail: EmailMessage, settings: Settings) -> None:
    server = urlsplit(settings.smtp_url.get_secret_value() if settings.smtp_url else "")
    await aiosmtplib.send(
        mail,
        hostname=server.hostname,
        port=server.port,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        start_tls=None,  # when the server offers it
        timeout=SMTP_SECONDS,
    )
