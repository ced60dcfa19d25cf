"""Sending one message: as MIME, over SMTP, or onto the console."""

import sys
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime

from mentorat.notifications.queries import OutgoingMessage
from mentorat.notifications.sender import host_of, sender_address
from mentorat.notifications.smtp import RefusedForGoodError, hand_over
from mentorat.settings import Settings
from mentorat.wire import one_line


def mime_message(message: OutgoingMessage, *, origin: str) -> EmailMessage:
    """A message as mail: text, HTML and, with a calendar file, an invitation as RFC 6047 wants it.

    Its Message-ID is the same however often it is sent, so that a copy is known as one. Raises
    RefusedForGoodError for what no mail can be made of.
    """
    try:
        mail = _built(message, origin)
        mail.as_bytes(policy=policy.SMTPUTF8)
    except (ValueError, LookupError, TypeError, AttributeError, MessageError) as error:
        raise RefusedForGoodError(f"cannot be built ({type(error).__name__})") from None
    return mail


def _built(message: OutgoingMessage, origin: str) -> EmailMessage:
    mail = EmailMessage(policy.SMTP)  # inside base64 too lines end as RFC 2045, 6.8, and 5545 ask
    mail["Subject"] = one_line(message.subject).strip()
    mail["From"] = f"mentorat <{sender_address(origin)}>"
    mail["To"] = one_line(message.email or "")
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{host_of(origin)}>"
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


async def send(message: OutgoingMessage, settings: Settings) -> None:
    """Deliver a message the way the operator chose; raises MailTroubleError when the server cannot
    take it now, RefusedForGoodError when it never will. With MAIL=outbox being written is being
    delivered."""
    if message.email is None or settings.mail == "outbox":
        return
    mail = mime_message(message, origin=settings.origin)
    if settings.mail == "console":
        sys.stderr.write(mail.as_string(policy=policy.default) + "\n")
        return
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
    await hand_over(mail, message.email, url)
