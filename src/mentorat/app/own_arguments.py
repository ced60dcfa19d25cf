"""What we hand to our own functions is not converted on the way, nor wrapped in what we never use.

Litestar runs the arguments of every provider and every route through msgspec, so that callers are
told what is wrong with what they sent. Most of ours take nothing from callers: the request, the
state, and what another provider made, whose types mypy has checked.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.routes import HTTPRoute

STATE = "state"
GIVEN = frozenset({"request", STATE})  # by whoever calls, always

Values = dict[str, Any]
Picked = Callable[..., Values]


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
            _Provider(one.key, one.provide, _picking(one.provide.signature_model, ours))
            for one in dependencies
        ]
        transactions = [one.key for one in self._providers if one.is_transaction]
        if len(transactions) > 1:
            raise TypeError(f"{handler}: one of {transactions} would be committed first")
        # Where this is empty the framework has nothing to end, and asks for nothing more.
        self.dependency_batches = dependencies if transactions else []
        model = handler.signature_model
        model.parse_values_from_connection_kwargs = _picking(model, ours)

    async def to_kwargs(self, connection: Request[Any, Any, Any]) -> Values:
        """What a caller sent, and what there is without asking; what the providers make, unless
        something is to be ended."""
        values: Values = {"request": connection, STATE: connection.app.state}
        for extract in self._extractors:
            await extract(values, connection)
        if not self.dependency_batches:
            for key, provide, pick in self._providers:
                values[key] = await provide.dependency(**pick(connection, values))
        return values

    async def resolve_dependencies(
        self, connection: Request[Any, Any, Any], kwargs: Values
    ) -> "_Begun":
        """Ask every provider, adding what it makes; what one has begun is ended by the block."""
        begun = _Begun()
        try:
            for key, provide, pick in self._providers:
                made = provide.dependency(**pick(connection, kwargs))
                kwargs[key] = await (
                    begun.first(made) if provide.has_async_generator_dependency else made
                )
        except BaseException as error:
            await begun.__aexit__(None, error, None)
            raise
        return begun


class _Provider(NamedTuple):
    key: str
    provide: Provide
    pick: Picked

    @property
    def is_transaction(self) -> bool:
        return self.provide.has_async_generator_dependency


class _Begun:
    """The one provider that goes on once the route has answered: with its commit, or without."""

    _generator: AsyncGenerator[Any, None] | None = None

    def first(self, generator: AsyncGenerator[Any, None]) -> Awaitable[Any]:
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


def _picking(model: Any, ours: frozenset[str]) -> Picked:
    """How a function with this signature gets its arguments out of all that there are."""
    if not ours.issuperset(model._fields):  # the framework's own reading of a signature
        parse: Picked = model.parse_values_from_connection_kwargs
        return parse
    names: Sequence[str] = tuple(model._fields)

    def pick(connection: Request[Any, Any, Any], kwargs: Values) -> Values:  # noqa: ARG001  theirs
        return {name: kwargs[name] for name in names}

    return pick
