"""Who the platform is in people's mailboxes and calendars: nobody there reads answers."""

from urllib.parse import urlsplit


def host_of(origin: str) -> str:
    """The name that our messages and sessions carry behind their @."""
    return urlsplit(origin).hostname or "localhost"


def sender_address(origin: str) -> str:
    """The platform's own address."""
    return f"no-reply@{host_of(origin)}"
