"""What a route returns as data leaves as JSON; no response is made for it and taken apart.

The framework's `Response` and `ASGIResponse` serve headers, cookies and tasks of any kind;
a route that returns plain data has none of them. Whoever wants one returns a `Response`, as ever.
"""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse, Response
from litestar.routes import HTTPRoute
from litestar.serialization import get_serializer
from litestar.types import ASGIApp, Receive, Scope, Send

JSON = (b"content-type", MediaType.JSON.value.encode())
NO_BODY = frozenset({204, 304})


def answer_data_as_it_is(app: Litestar) -> None:
    """Have every route that returns plain data answer with it and nothing else."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, _ in route.route_handler_map.values():
                if _returns_plain_data(handler):
                    handler.get_response_handler()  # which fills the table of them
                    table: Any = handler._response_handler_mapping  # noqa: SLF001  no other way
                    table["default_handler"] = _telling(handler)


def _returns_plain_data(handler: HTTPRouteHandler) -> bool:
    returned = handler.parsed_fn_signature.return_type
    wants_more = (
        handler.resolve_response_headers()
        or handler.resolve_response_cookies()
        or handler.resolve_return_dto()
        or handler.background
        or any(layer.after_request for layer in handler.ownership_layers)
    )
    return (
        handler.media_type == MediaType.JSON
        and handler.status_code not in NO_BODY
        and handler.resolve_response_class() is Response
        and not returned.is_subclass_of((Response, ASGIResponse))
        and not wants_more
    )


def _telling(handler: HTTPRouteHandler) -> Any:
    status = handler.status_code
    encoder = msgspec.json.Encoder(enc_hook=get_serializer(handler.resolve_type_encoders()))

    async def tell(data: Any, **_: Any) -> ASGIApp:
        return _JsonAnswer(status, encoder.encode(data))

    return tell


class _JsonAnswer:
    """One answer, as the application's other answers are called."""

    __slots__ = ("_body", "_status")

    def __init__(self, status: int, body: bytes) -> None:
        self._status, self._body = status, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's
        length = (b"content-length", b"%d" % len(self._body))
        await send(
            {"type": "http.response.start", "status": self._status, "headers": [JSON, length]}
        )
        await send({"type": "http.response.body", "body": self._body, "more_body": False})
