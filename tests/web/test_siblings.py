"""Several processes behind one port tell the same figures, which never fall."""

import tempfile
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.web import siblings as module
from mentorat.web.openmetrics import Sample
from mentorat.web.scoreboard import Scoreboard
from mentorat.web.siblings import Siblings
from mentorat.web.traffic import Traffic
from tests.examples import examples

PLACES = 3
POOL = {"pool_size": 4, "pool_available": 1, "pool_max": 10}
STEPS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.sampled_from(["answer", "ask", "killed"])),
    max_size=60,
)


@pytest.fixture
def board() -> Iterator[Scoreboard]:
    with tempfile.TemporaryFile() as opened:
        yield Scoreboard.create(opened, PLACES)


def a_process(board: Scoreboard, place: int) -> tuple[Traffic, Siblings]:
    traffic = Traffic()
    return traffic, Siblings(board, place, traffic, lambda: POOL)


def samples(traffic: Traffic, family: str) -> dict[tuple[str, ...], float]:
    found: list[Sample] = next(one.samples for one in traffic.families() if one.name == family)
    return {(*each.labels.values(), each.suffix): each.value for each in found}


def test_whichever_process_is_asked_tells_the_sum_of_all(board: Scoreboard) -> None:
    group = [a_process(board, place) for place in range(PLACES)]
    for traffic, one in group:
        traffic.count("/mentors", 200, 0.02)
        traffic.count("/mentors", 503, 3.0)
        traffic.refused_deliveries["clock"] += 1
        one.write()
    for _, one in group:
        figures = one.figures()
        assert figures.processes == PLACES
        assert figures.pool == Counter({"pool_size": 12, "pool_available": 3, "pool_max": 30})
        assert samples(figures.traffic, "mentorat_requests") == {
            ("/mentors", "2xx", "_total"): 3,
            ("/mentors", "5xx", "_total"): 3,
        }
        seconds = samples(figures.traffic, "mentorat_request_duration_seconds")
        assert seconds["/mentors", "0.025", "_bucket"] == 3
        assert seconds["/mentors", "_count"] == 6
        assert seconds["/mentors", "_sum"] == pytest.approx(9.06)
        assert samples(figures.traffic, "mentorat_deliveries_refused") == {("clock", "_total"): 3}
        assert figures.traffic.began_at == min(traffic.began_at for traffic, _ in group)


@settings(deadline=None, max_examples=examples(200))
@given(steps=STEPS)
def test_a_sum_never_falls_and_a_killed_process_loses_only_what_it_had_not_told(
    steps: list[tuple[int, str]],
) -> None:
    with tempfile.TemporaryFile() as opened:
        shared = Scoreboard.create(opened, PLACES)
        group = [a_process(shared, place) for place in range(PLACES)]
        untold, told, heard = [0] * PLACES, 0, 0.0
        for place, step in steps:
            traffic, one = group[place]
            if step == "answer":
                traffic.count("/", 200, 0.01)
                untold[place] += 1
            elif step == "killed":
                group[place] = a_process(shared, place)
                untold[place] = 0
            else:
                told, untold[place] = told + untold[place], 0
                answers = samples(one.figures().traffic, "mentorat_requests")
                assert answers.get(("/", "2xx", "_total"), 0) == told
                assert told >= heard
                heard = told


def test_a_process_that_is_gone_leaves_its_counts_and_not_its_connections(
    board: Scoreboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, left = a_process(board, 0), a_process(board, 1)
    gone[0].count("/", 200, 0.01)
    gone[1].write()
    monkeypatch.setattr(module, "LIVE_SECONDS", 0.0)
    assert left[1].figures().processes == 0
    monkeypatch.setattr(module, "LIVE_SECONDS", 5.0)
    assert left[1].figures().processes == 2
    assert samples(left[1].figures().traffic, "mentorat_requests") == {("/", "2xx", "_total"): 1}


def test_what_another_version_said_is_passed_over(board: Scoreboard) -> None:
    board.write(0, b"\x93\x01\x02\x03")
    assert a_process(board, 0)[1].figures().processes == 1
    board.write(1, b"\xff no report")
    assert a_process(board, 0)[1].figures().processes == 1
