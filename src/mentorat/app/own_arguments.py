"""What we hand to our own functions is not converted on the way.

Litestar runs the arguments of every provider and every route through msgspec, so that callers are
told what is wrong with what they sent. Most of ours take nothing from callers: the request, the
state, and what another provider made, whose types mypy has checked.
"""

from collections.abc import Callable, Iterator
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

STATE = "state"
GIVEN = frozenset({"request", STATE})


def hand_over_own_arguments(app: Litestar) -> None:
    """Have providers and routes that ask only for what is ours get it as it is, one provider after
    the other; what a caller sent, as the part of a path, is checked as before."""
    for handler, asked in _handlers(app):
        _one_after_the_other(asked)
        for model, ours in _models(handler, asked):
            if ours.issuperset(model._fields):  # the framework's own reading of a signature
                model.parse_values_from_connection_kwargs = staticmethod(_picking(model._fields))


def _handlers(app: Litestar) -> Iterator[tuple[Any, Any]]:
    """Each route with what the framework makes for it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            yield from route.route_handler_map.values()


def _models(handler: Any, asked: Any) -> Iterator[tuple[Any, frozenset[str]]]:
    """The signature of a route and of each of its providers, with what is ours to give."""
    providers = [one for batch in asked.dependency_batches for one in batch]
    ours = GIVEN.union(one.key for one in providers)
    yield handler.signature_model, ours
    yield from ((one.provide.signature_model, ours) for one in providers)


def _one_after_the_other(asked: Any) -> None:
    """Of what does not depend on each other the framework makes a task each; ours never wait."""
    batches = asked.dependency_batches
    asked.dependency_batches = [{one} for batch in batches for one in sorted(batch, key=_name)]


def _name(dependency: Any) -> str:
    return str(dependency.key)


def _picking(names: Any) -> Callable[..., dict[str, Any]]:
    picked, wants_state = tuple(names), STATE in names

    def pick(connection: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
        found = {name: kwargs[name] for name in picked}
        if wants_state:
            found[STATE] = connection.app.state  # itself, where Litestar makes a copy
        return found

    return pick
