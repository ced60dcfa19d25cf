"""A route is handed whom its gate let through: the name of the parameter and its type agree."""

import inspect
import re
from pathlib import Path
from typing import get_type_hints

import pytest
from litestar.handlers import HTTPRouteHandler

import mentorat
from mentorat.accounts.gates import GATES, Member, Newcomer, Operator
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


# Who may decide by the role alone: the gate itself, the actions behind it, and what a page calls it.
DECIDE = {
    "viewer.py",
    "accounts/actions/change_role.py",
    "accounts/models.py",
    "accounts/queries.py",  # counts them, for the doctor
    "mentors/actions/edit_skills.py",
    "mentors/actions/move_profile.py",
    "mentors/actions/switch_role.py",
    "blog/letters.py",  # who reads what waits
    "blog/queries/own.py",  # administrators write too, and publish what is theirs
    "webhooks/letters.py",  # who is told of a receiver that is gone
    "demo/__init__.py",
    "demo/people.py",
}


def test_no_query_or_route_decides_by_the_role_of_an_administrator() -> None:
    package = Path(mentorat.__file__).parent
    naming = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"[\"']ADMIN[\"']|Role\.ADMIN", path.read_text(encoding="utf-8"))
    }
    assert naming <= DECIDE
