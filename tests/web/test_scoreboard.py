"""Processes that share a file hear of each other, whatever happens to one that writes."""

import os
import tempfile
from collections.abc import Iterator
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.web.scoreboard import HALF_BYTES, Scoreboard
from tests.examples import examples

PLACES = 3
WRITINGS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.binary(min_size=1, max_size=300), st.booleans()),
    max_size=30,
)


@pytest.fixture
def file() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as opened:
        yield opened


@settings(deadline=None, max_examples=examples(200))
@given(writings=WRITINGS)
def test_what_was_said_last_is_read_also_after_a_writing_that_was_cut(
    writings: list[tuple[int, bytes, bool]],
) -> None:
    with tempfile.TemporaryFile() as opened:
        board = Scoreboard.create(opened, PLACES)
        said: list[bytes | None] = [None] * PLACES
        for place, content, is_whole in writings:
            before = beginnings(opened)
            board.write(place, content)
            if is_whole:
                said[place] = content
            else:
                cut_last_byte(opened, before)
            assert [Scoreboard(opened.fileno()).read(one) for one in board.places] == said


def beginnings(file: IO[bytes]) -> list[bytes]:
    """As much of every half as these writings reach."""
    return [os.pread(file.fileno(), 400, half * HALF_BYTES) for half in range(2 * PLACES)]


def cut_last_byte(file: IO[bytes], before: list[bytes]) -> None:
    """Put back the last of the bytes that changed, as if the writer had been killed before it."""
    for half, (old, new) in enumerate(zip(before, beginnings(file), strict=True)):
        if old != new:
            last = next(
                at for at in reversed(range(len(new))) if old[at : at + 1] != new[at : at + 1]
            )
            byte = old[last : last + 1] or bytes(1)
            os.pwrite(file.fileno(), byte, half * HALF_BYTES + last)


def test_what_is_too_long_for_a_place_is_refused_and_changes_nothing(file: IO[bytes]) -> None:
    board = Scoreboard.create(file, 1)
    board.write(0, b"before")
    with pytest.raises(ValueError, match="too many"):
        board.write(0, bytes(HALF_BYTES))
    assert board.read(0) == b"before"
