"""Booked sessions that a calendar elsewhere also claims."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.schedules.clashes import clashes
from mentorat.schedules.slots import Busy
from tests.examples import examples


@hypothesis_settings(max_examples=examples(200), deadline=None)
@given(
    booked=st.lists(st.tuples(st.integers(0, 24), st.integers(1, 6)), max_size=6),
    elsewhere=st.lists(st.tuples(st.integers(0, 24), st.integers(1, 6)), max_size=3),
)
def test_a_clash_is_a_session_ahead_with_a_minute_that_is_busy_elsewhere(
    booked: list[tuple[int, int]], elsewhere: list[tuple[int, int]]
) -> None:
    busy = [Busy(start, start + length) for start, length in booked]
    busy += [Busy(start, start + length, kind="elsewhere") for start, length in elsewhere]
    taken = {at for start, length in elsewhere for at in range(start, start + length)}
    expected = sorted(
        item
        for item in busy
        if item.kind == "booking" and item.end > 8 and taken & set(range(item.start, item.end))
    )
    assert clashes(busy, now=8) == expected
