"""What is kept weighs no more than it may, and what was used last stays longest."""

from hypothesis import given
from hypothesis import strategies as st

from mentorat.bounded_cache import ENTRY_BYTES, BoundedCache

ROOM = 10 * ENTRY_BYTES
ASKED = st.lists(st.tuples(st.integers(0, 12), st.integers(0, ROOM + 100)), max_size=60)


@given(ASKED)
def test_whatever_is_kept_the_newest_that_fit_are_there_and_no_more(
    asked: list[tuple[int, int]],
) -> None:
    cache = BoundedCache[int, int](bytes_max=ROOM)
    wanted: dict[int, int] = {}
    for key, weight in asked:
        kept = cache.get(key)
        assert kept == wanted.get(key)
        if kept is not None:
            wanted[key] = wanted.pop(key)  # used last
        cache.keep(key, weight, weight=weight)
        wanted.pop(key, None)
        if weight + ENTRY_BYTES <= ROOM:
            wanted[key] = weight
        while sum(w + ENTRY_BYTES for w in wanted.values()) > ROOM:
            del wanted[next(iter(wanted))]
        assert cache.weight == sum(w + ENTRY_BYTES for w in wanted.values()) <= ROOM
        assert len(cache) == len(wanted)
