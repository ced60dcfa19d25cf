"""An hour is read however it is written, and shown one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.schedules.clock import read_clock

WAYS = ("{h}h{m:02}", "{h} h {m:02}", "{h}:{m:02}", "{h:02}.{m:02}", "{h},{m:02}", "{h:02}{m:02}")


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(WAYS))
def test_an_hour_is_read_in_every_way_that_people_write_it(h: int, m: int, way: str) -> None:
    assert read_clock(way.format(h=h, m=m)) == f"{h:02}:{m:02}"
    half = f"{(h + 11) % 12 + 1}:{m:02} {'pm' if h >= 12 else 'AM'}"
    assert read_clock(half) == f"{h:02}:{m:02}"


@given(st.text(max_size=12))
def test_whatever_is_written_is_an_hour_of_the_day_or_none(text: str) -> None:
    read = read_clock(text)
    assert read is None or "00:00" <= read <= "24:00"
    assert read is None or read_clock(read) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9", "09:00"),
        ("9h", "09:00"),
        ("18 heures", "18:00"),
        (" 9\u202fh\u00a030 ", "09:30"),
        ("Midi", "12:00"),
        ("minuit", "00:00"),
        ("12 am", "00:00"),
        ("9 p.m.", "21:00"),
        ("24", "24:00"),
        ("24:30", None),
        ("9:60", None),
        ("13pm", None),
        ("٩", None),
        ("le soir", None),
        ("", None),
    ],
)
def test_names_and_odd_words_are_told_apart(text: str, read: str | None) -> None:
    assert read_clock(text) == read
