"""The body of a form as names and values: strict UTF-8 is told apart, nothing is dropped."""

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType

from mentorat.web.edge_refusals import TooLarge
from mentorat.web.strict_text import text_pairs
from mentorat.web.uploads import upload_body

FIELDS_MAX = 3000
KEPT = "form_items"

Items = list[tuple[str, str]]


def is_form(request: Request[Any, Any, Any]) -> bool:
    """Whether the body is a form's, with files only where the route takes some."""
    return (
        request.content_type[0] == RequestEncodingType.URL_ENCODED
        or upload_body(request) is not None
    )


async def form_items(request: Request[Any, Any, Any]) -> Items:
    """Every field of a submitted form in its order, read once a request; none of another body, and
    no files.

    Bytes that are no UTF-8 come as lone surrogates, so that `UNSTORABLE` finds them. Raises
    TooLarge for more than 3,000 fields, and what `UploadBody` raises.
    """
    state: dict[str, Any] = request.scope["state"]
    if KEPT not in state:
        state[KEPT] = await _parsed(request)
    found: Items = state[KEPT]
    return found


async def first_items(request: Request[Any, Any, Any]) -> Items:
    """The fields of a form that stand before its first file: all of them where it carries none."""
    body = upload_body(request)
    if body is None:
        return await form_items(request)
    await body.read_to_file()
    return body.items


async def _parsed(request: Request[Any, Any, Any]) -> Items:
    upload = upload_body(request)
    if upload is not None:
        await upload.read_all()
        return upload.items
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        return []
    body = (await request.body()).decode("utf-8", "surrogateescape")
    if body.count("&") >= FIELDS_MAX:
        raise TooLarge
    return text_pairs(body)
