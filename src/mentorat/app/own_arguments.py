"""What we hand to our own functions is not converted on the way, nor wrapped in what we never use.

Litestar runs the arguments of every provider and every route through msgspec, so that callers are
told what is wrong with what they sent. Most of ours take nothing from callers: the request, the
state, and what another provider made, whose types mypy has checked.
"""

from collections.abc import Awaitable, Callable, Iterator
from functools import cache, partial
from inspect import isasyncgen, isasyncgenfunction, iscoroutinefunction, signature
from operator import itemgetter
from typing import Any, Self, TypeAlias

from litestar import Litestar
from litestar.di import Provide
from litestar.routes import HTTPRoute

from mentorat.web.provide import AnyRequest

STATE = "state"
GIVEN = frozenset({"request", STATE})  # by whoever calls, always

Values: TypeAlias = dict[str, Any]
Picked: TypeAlias = Callable[..., Values]
Ask: TypeAlias = Callable[[AnyRequest, Values], Any]


def hand_over_own_arguments(app: Litestar) -> None:
    """Have providers and routes that ask only for what is ours get it as it is, one provider after
    the other; what a caller sent, as the part of a path, is checked as before."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, asked) in route.route_handler_map.items():
            if asked.has_kwargs:
                own: Any = OwnArguments(handler, asked)  # as much of the framework's as it asks for
                route.route_handler_map[method] = (handler, own)


class OwnArguments:
    """What one route is called with: made by its providers, each after those that it needs."""

    has_kwargs = True

    def __init__(self, handler: Any, asked: Any) -> None:
        self._extractors = [one for one in asked.extractors if _extracts_from_callers(one)]
        dependencies = list(_one_after_the_other(asked))
        ours = GIVEN.union(one.key for one in dependencies)
        self._providers = [
            (one.key, _asking(one.provide, ours), not _is_plain(one.provide.dependency))
            for one in dependencies
        ]
        transactions = [
            one.key for one in dependencies if isasyncgenfunction(one.provide.dependency)
        ]
        if len(transactions) > 1:
            raise TypeError(f"{handler}: one of {transactions} would be committed first")
        # Where this is empty the framework has nothing to end, and asks for nothing more.
        self.dependency_batches = dependencies if transactions else []
        model = handler.signature_model
        model.parse_values_from_connection_kwargs = _picking(model, ours)

    async def to_kwargs(self, connection: AnyRequest) -> Values:
        """What a caller sent, and what there is without asking; what the providers make, unless
        something is to be ended."""
        values: Values = {"request": connection, STATE: connection.app.state}
        for extract in self._extractors:
            await extract(values, connection)
        if not self.dependency_batches:
            for key, ask, waits in self._providers:
                made = ask(connection, values)
                values[key] = await made if waits else made
        return values

    async def resolve_dependencies(self, connection: AnyRequest, kwargs: Values) -> "_Begun":
        """Ask every provider, adding what it makes; what one has begun is ended by the block."""
        begun = _Begun()
        try:
            for key, ask, waits in self._providers:
                made = ask(connection, kwargs)
                if isasyncgen(made):
                    made = begun.first(made)
                kwargs[key] = await made if waits else made
        except BaseException as error:
            await begun.__aexit__(None, error, None)
            raise
        return begun


class _Begun:
    """The one provider that goes on once the route has answered: with its commit, or without."""

    _generator: Any = None  # an async one

    def first(self, generator: Any) -> Awaitable[Any]:
        self._generator = generator
        return anext(generator)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _at: object) -> None:
        if self._generator is None:
            return
        if error is None:
            await anext(self._generator, None)
            return
        try:
            await self._generator.athrow(error)
        except StopAsyncIteration:
            return
        except BaseException as raised:
            if raised is not error:
                raise


def _extracts_from_callers(extractor: Any) -> bool:
    return extractor.__name__ not in {f"{name}_extractor" for name in GIVEN}


def _one_after_the_other(asked: Any) -> Iterator[Any]:
    """Of what does not depend on each other the framework makes a task each; ours never wait."""
    for batch in asked.dependency_batches:
        yield from sorted(batch, key=lambda one: str(one.key))


def provided(make: Callable[..., Any]) -> Provide:
    """A provider for the framework; a plain function is called as it is, in no other thread."""
    return Provide(make, sync_to_thread=False) if _is_plain(make) else Provide(make)


def _is_plain(make: Callable[..., Any]) -> bool:
    return not (iscoroutinefunction(make) or isasyncgenfunction(make))


def _asking(provide: Provide, ours: frozenset[str]) -> Ask:
    """How a provider is asked with what it takes out of all that there is."""
    make: Callable[..., Any] = provide.dependency
    names = _asked_by(make)
    if not ours.issuperset(names):
        return partial(_asking_with_checks, make, provide.signature_model)
    if len(names) > 1:
        take = itemgetter(*names)
        return lambda _, values: make(*take(values))
    return lambda _, values: make(*(values[name] for name in names))


@cache
def _asked_by(make: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(signature(make).parameters)


def _asking_with_checks(
    make: Callable[..., Any], model: Any, given: AnyRequest, values: Values
) -> Any:
    found = model.parse_values_from_connection_kwargs(connection=given, kwargs=values)
    return make(**found)


def _picking(model: Any, ours: frozenset[str]) -> Picked:
    """How a route with this signature gets its arguments out of all that there is."""
    if not ours.issuperset(model._fields):  # the framework's own reading of a signature
        parse: Picked = model.parse_values_from_connection_kwargs
        return parse
    names = tuple(model._fields)

    def pick(connection: AnyRequest, kwargs: Values) -> Values:  # noqa: ARG001  theirs
        return {name: kwargs[name] for name in names}

    return pick
