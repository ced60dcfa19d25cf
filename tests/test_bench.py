"""The bench measures today's product: it asks for nothing that is gone."""

import importlib
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCH.glob("[a-z]*.py")))
def test_every_part_of_the_bench_finds_what_it_measures(name: str) -> None:
    importlib.import_module(f"bench.{name}")
