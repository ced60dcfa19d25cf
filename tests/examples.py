"""How many cases a property is tried on: a quarter of them in `make test`, all in `make
test-faults` (THOROUGH=1)."""

import os

IS_THOROUGH = bool(os.environ.get("THOROUGH"))


def examples(thorough: int) -> int:
    """As many as this run has time for."""
    return thorough if IS_THOROUGH else thorough // 4
