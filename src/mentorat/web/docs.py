"""The API, described for programs and for people; nothing is loaded from elsewhere."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from mentorat.web.openapi import REFUSAL_WORDS, describe
from mentorat.web.provide import Anybody, AnyRequest
from mentorat.web.rendering import html


@get(
    "/api/openapi.json",
    opt=describe("getOpenApi", "This description", answers={200: dict}, open_to_all=True),
)
async def openapi_document(state: State) -> Response[bytes]:
    return Response(msgspec.json.encode(state.openapi), media_type="application/json")


@get("/api/docs", media_type="text/html")
async def api_reference(request: AnyRequest, state: State, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    document = state.openapi
    operations = [
        {"path": path, "method": method.upper(), "anchor": told["operationId"], **told}
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    context = {
        "operations": operations,
        "schemas": document["components"]["schemas"],
        "refusals": REFUSAL_WORDS,
        "origin": state.settings.origin,
    }
    return html(request, "api_docs.html", context)
