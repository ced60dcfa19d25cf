"""Everything about a request happens in one thread and one task: the framework would make one of
its own for each plain guard, and for providers that do not depend on each other."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.utils.sync import AsyncCallable

from mentorat.app.own_arguments import OwnArguments
from tests.conftest import Built


@pytest.fixture(params=["dev", "clerk"])
def routes(request: pytest.FixtureRequest, built: Built) -> Litestar:
    return built(request.param)


def handlers(routes: Litestar) -> list[tuple[str, HTTPRouteHandler, Any]]:
    return [
        (route.path, handler, asked)
        for route in routes.routes
        if isinstance(route, HTTPRoute)
        for handler, asked in route.route_handler_map.values()
        if handler.fn.__module__.startswith("mentorat")
    ]


def test_nothing_of_ours_is_run_in_another_thread(routes: Litestar) -> None:
    in_threads = []
    for path, handler, _ in handlers(routes):
        ours: list[Any] = [handler.fn, *handler.resolve_guards()]
        ours += [provide.dependency for provide in handler.resolve_dependencies().values()]
        ours += [handler.resolve_before_request(), handler.resolve_after_response()]
        in_threads += [(path, one) for one in ours if isinstance(one, AsyncCallable)]
    assert in_threads == []


def test_providers_are_asked_one_after_the_other(routes: Litestar) -> None:
    theirs = [
        path
        for path, _, asked in handlers(routes)
        if asked.dependency_batches and not isinstance(asked, OwnArguments)
    ]
    assert theirs == []
