"""The body of a form as names and values: strict UTF-8 is told apart, nothing is dropped."""

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType

from mentorat.web.edge_refusals import TooLarge
from mentorat.web.strict_text import text_pairs

FIELDS_MAX = 3000
KEPT = "form_items"

Items = list[tuple[str, str]]


async def form_items(request: Request[Any, Any, Any]) -> Items:
    """Every field of a submitted form in its order, read once a request; none of another body.

    Bytes that are no UTF-8 come as lone surrogates, so that `UNSTORABLE` finds them. Raises
    TooLarge for more than 3,000 fields.
    """
    state: dict[str, Any] = request.scope["state"]
    if KEPT not in state:
        state[KEPT] = await _parsed(request)
    found: Items = state[KEPT]
    return found


async def _parsed(request: Request[Any, Any, Any]) -> Items:
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        return []
    body = (await request.body()).decode("utf-8", "surrogateescape")
    if body.count("&") >= FIELDS_MAX:
        raise TooLarge
    return text_pairs(body)
