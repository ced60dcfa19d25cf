"""No text takes longer, or more memory, than an honest one of its size: or it is refused."""

import time
import tracemalloc
from contextlib import suppress
from functools import cache

import pytest

from mentorat.errors import Invalid
from mentorat.text.articles import CHARACTERS_MAX, TextTooLong, TextTooNested, render
from tests.text.articles import bombs

TIMES_AS_LONG = 16
TIMES_AS_MUCH = 16
BOMBS = {
    **{f"all {name}": bombs.over_and_over(unit) for name, unit in bombs.REFUSED_AT_SIGHT.items()},
    **{f"within {name}": bombs.within_bounds(unit) for name, unit in bombs.UNITS.items()},
    **bombs.nested(),
}


def seconds(text: str) -> float:
    """The processor's time for one text, refused or not."""
    started = time.process_time()
    with suppress(TextTooLong, TextTooNested):
        render(text, language="fr")
    return time.process_time() - started


@cache
def honest_seconds(length: int) -> float:
    return max(seconds(bombs.honest(length)) for _ in range(2))


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_longer_than_an_honest_one_by_much(name: str) -> None:
    text = BOMBS[name]
    allowed = TIMES_AS_LONG * honest_seconds(max(20_000, len(text) // 20_000 * 20_000))
    assert seconds(text) < allowed or seconds(text) < allowed, "twice: others use the processor too"


@pytest.mark.parametrize(
    "name", ["within items", "within crossed marks", "within links", "short rows", "long table"]
)
def test_no_text_takes_more_memory_than_an_honest_one_by_much(name: str) -> None:
    def peak(text: str) -> int:
        tracemalloc.start()
        seconds(text[:8_000])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(BOMBS[name]) < TIMES_AS_MUCH * peak(bombs.honest(len(BOMBS[name])))


def refusal(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        render(text, language="fr")
    [problem] = refused.value.problems
    assert problem.pointer == "/markdown"
    return problem.message % problem.values


def test_a_text_that_is_too_long_is_told_how_long_it_may_be() -> None:
    assert str(CHARACTERS_MAX) in refusal("a" * (CHARACTERS_MAX + 1))
    assert render("a" * CHARACTERS_MAX, language="fr").word_count == 1


def test_what_nobody_writes_is_refused_with_a_reason() -> None:
    table = "|a" * 20 + "|\n" + "|-" * 20 + "|\n" + "b\n" * 300 + "\n"
    reasons = {
        refusal(">" * 100_000),
        refusal("- " * 30 + "a"),
        refusal("[" * 30_000),
        refusal("*a_" * 40_000),
        refusal("`" * 50_000),
        refusal("a\n" * 20_000),
        refusal("|a" * 60 + "|\n" + "|-" * 60 + "|\n"),
        refusal(table * 2),
        refusal("".join(f"[^{n}]: a\n\n" for n in range(600))),
    }
    assert len(reasons) == 7


def test_nothing_that_is_accepted_is_left_out() -> None:
    """The parser drops in silence what is deeper than it goes: such a text is refused instead."""
    for depth in range(1, 30):
        for text in ("> " * depth + "fin", "- " * depth + "fin", "1. > " * depth + "fin"):
            try:
                assert "fin" in render(text, language="fr").plain
            except TextTooNested:
                assert depth > 4
