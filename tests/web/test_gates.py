"""A route is handed whom its gate let through: the name of the parameter and its type agree."""

import inspect
from typing import get_type_hints

import pytest
from litestar.handlers import HTTPRouteHandler

from mentorat.accounts.recognition import GATES, Member, Newcomer, Operator
from mentorat.app import DEPENDENCIES
from mentorat.app.routes import API, DEVELOPMENT, PAGES

HANDLERS = [*API, *PAGES, *DEVELOPMENT]


@pytest.mark.parametrize("asks", [*HANDLERS, *DEPENDENCIES.values()])
def test_whoever_asks_for_a_gate_is_handed_whom_it_let_through(asks: object) -> None:
    fn = inspect.unwrap(asks.fn if isinstance(asks, HTTPRouteHandler) else asks)  # type: ignore[arg-type]
    hints = get_type_hints(fn, include_extras=True)
    for name, kind in hints.items():
        if name in GATES:
            assert kind == GATES[name]
        elif name != "return":
            assert kind not in GATES.values()


def test_each_gate_is_a_type_of_its_own() -> None:
    assert len({Newcomer, Member, Operator}) == 3
    assert GATES.keys() <= DEPENDENCIES.keys()
