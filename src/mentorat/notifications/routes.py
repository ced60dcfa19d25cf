"""The outbox as a page, with AUTH=dev only."""

from typing import Any

from litestar import Response, get

from mentorat.notifications.queries import newest_messages
from mentorat.web.provide import Anybody, AnyRequest, RequestDb
from mentorat.web.rendering import html

SHOWN_MAX = 50


@get("/dev/mail", media_type="text/html")
async def show_outbox(request: AnyRequest, db: RequestDb, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    messages = await newest_messages(db, count=SHOWN_MAX)
    return html(request, "notifications/outbox.html", {"messages": messages})
