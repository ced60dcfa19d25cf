"""What nobody may foresee is never given twice, however much is asked at a time."""

from hypothesis import given
from hypothesis import strategies as st

from mentorat.web.chance import BATCH, Chance


@given(st.lists(st.integers(16, 64), min_size=1, max_size=300) | st.just([BATCH] * 3))
def test_no_two_have_the_same_bytes(counts: list[int]) -> None:
    chance = Chance()
    taken = [chance.take(count) for count in counts]
    assert [len(one) for one in taken] == counts
    assert len({one[:16] for one in taken}) == len(taken)
