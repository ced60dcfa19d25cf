"""Processes that share a file hear of each other, whatever happens to one that writes."""

import os
import tempfile
from collections.abc import Iterator
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.web.scoreboard import HALF_BYTES, Scoreboard

PLACES = 3
WRITINGS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.binary(min_size=1, max_size=300), st.booleans()),
    max_size=30,
)


@pytest.fixture
def file() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as opened:
        yield opened


@given(writings=WRITINGS)
def test_what_was_said_last_is_read_also_after_a_writing_that_was_cut(
    writings: list[tuple[int, bytes, bool]],
) -> None:
    with tempfile.TemporaryFile() as opened:
        board = Scoreboard.create(opened, PLACES)
        said: list[bytes | None] = [None] * PLACES
        for place, content, is_whole in writings:
            before = os.pread(opened.fileno(), PLACES * 2 * HALF_BYTES, 0)
            board.write(place, content)
            if is_whole:
                said[place] = content
            else:
                cut_last_byte(opened, before)
            assert [Scoreboard(opened.fileno()).read(one) for one in board.places] == said


def cut_last_byte(file: IO[bytes], before: bytes) -> None:
    """Put back the last of the bytes that changed, as if the writer had been killed before it."""
    after = os.pread(file.fileno(), len(before), 0)
    last = next(at for at in reversed(range(len(before))) if before[at] != after[at])
    os.pwrite(file.fileno(), before[last : last + 1], last)


def test_what_is_too_long_for_a_place_is_refused_and_changes_nothing(file: IO[bytes]) -> None:
    board = Scoreboard.create(file, 1)
    board.write(0, b"before")
    with pytest.raises(ValueError, match="too many"):
        board.write(0, bytes(HALF_BYTES))
    assert board.read(0) == b"before"
