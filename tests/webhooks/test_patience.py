"""How long a message is tried: pauses grow, within bounds, and end on the third day."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.webhooks.patience import (
    JITTER,
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    TRIED_FOR,
    asked_pause,
    is_given_up,
    next_pause,
)
from tests.examples import examples

NOW = datetime(2027, 6, 7, 6, tzinfo=UTC)
ages = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4))


@settings(max_examples=examples(400))
@given(ages)
def test_a_pause_grows_with_the_outage_within_bounds_and_the_last_try_is_on_the_third_day(
    tried_for: timedelta,
) -> None:
    pause = next_pause(tried_for)
    assert SHORTEST_PAUSE <= pause <= LONGEST_PAUSE * (1 + JITTER)
    if tried_for < TRIED_FOR:
        assert tried_for + pause <= TRIED_FOR + SHORTEST_PAUSE
        assert pause <= max(tried_for / 2, SHORTEST_PAUSE) * (1 + JITTER)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({next_pause(timedelta(hours=1)) for _ in range(20)}) > 10


def test_three_days_are_some_forty_tries() -> None:
    tried_for, tries = timedelta(), 1
    while not is_given_up(tried_for):
        tried_for += next_pause(tried_for)
        tries += 1
    assert 25 < tries < 60


@settings(max_examples=examples(400))
@given(st.one_of(st.text(max_size=60), st.integers().map(str), st.datetimes().map(format_datetime)))
def test_whatever_a_server_asks_for_is_read_within_bounds_or_not_at_all(asked: str) -> None:
    pause = asked_pause(asked, now=NOW)
    assert pause is None or SHORTEST_PAUSE <= pause <= LONGEST_PAUSE
