"""Whatever happens has a sentence on the desk: no code of ours stands where people read."""

from typing import get_args

import pytest

from mentorat.bookings.transitions import HAPPENED
from mentorat.mentors.publication import StepName
from mentorat.web.rendering import environment

STEPS = [("step_line", kind) for kind in HAPPENED]
DECISIONS = [("journal_line", f"profile.{step}") for step in get_args(StepName)]


@pytest.mark.parametrize(("macro", "kind"), [*STEPS, *DECISIONS])
def test_every_step_and_decision_has_a_sentence(macro: str, kind: str) -> None:
    parts = environment().get_template("admin/parts.html").make_module({"_": str})
    assert str(getattr(parts, macro)(kind)) != kind
