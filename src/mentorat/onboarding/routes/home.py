"""The home page."""

from typing import Any

from litestar import Response, get

from mentorat.accounts.gates import OnboardingRequired
from mentorat.web.provide import Anybody, AnyRequest
from mentorat.web.rendering import html


@get("/", media_type="text/html")
async def home(request: AnyRequest, visitor: Anybody) -> Response[Any]:
    if visitor.user and visitor.user.is_newcomer:
        raise OnboardingRequired
    return html(request, "onboarding/home.html", {"is_new": "welcome" in request.query_params})
