"""Data on stdout, everything else on stderr."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

progress = Console(stderr=True, highlight=False)


def complain(sentence: str) -> None:
    """Say something on stderr."""
    print(sentence, file=sys.stderr)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def print_table(columns: Sequence[str], records: Iterable[Sequence[object]]) -> None:
    """A table for people on stdout."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")  # an id is there to be copied whole
    for record in records:
        table.add_row(*("" if value is None else str(value) for value in record))
    width = None if sys.stdout.isatty() else 200
    Console(highlight=False, width=width).print(table)
