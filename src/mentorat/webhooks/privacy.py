"""What other programs were told of a person: types, ids and instants."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select

from mentorat.db.executor import Db, rows
from mentorat.db.personal import Columns, Holds, columns_of
from mentorat.webhooks.models import WebhookMessage

COLUMNS: Columns = {
    "webhook_endpoints": dict.fromkeys(
        ("address", "types", "secret_encrypted", "former_secret_encrypted"), Holds.NOTHING
    ),
    "webhook_messages": dict.fromkeys(
        ("type", "subject", "body", "last_error", "last_answer"), Holds.NOTHING
    ),
}


class WebhookExport(msgspec.Struct, frozen=True):
    """Something about somebody that another program was told, or will be."""

    type: str
    created_at: datetime
    delivered_at: datetime | None


class WebhooksExport(msgspec.Struct, frozen=True):
    """What other programs were told of somebody; of bookings and articles their own pages tell."""

    told: list[WebhookExport]


_TOLD = rows(
    select(*columns_of(WebhookMessage, WebhookExport))
    .where(WebhookMessage.subject == bindparam("person"))
    .order_by(WebhookMessage.id),
    WebhookExport,
)


async def export(db: Db, person_id: str) -> WebhooksExport:
    """What other programs were told of somebody."""
    return WebhooksExport(await db.all(_TOLD, person=person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Nothing: no words of theirs are here, and ids go with the messages, by their age."""
