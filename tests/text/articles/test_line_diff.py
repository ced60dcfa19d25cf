"""Two texts beside each other: nothing is lost of either, and big ones are compared in time too."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.text.articles.line_diff import DiffLine, line_diff

TEXTS = st.lists(
    st.sampled_from(["", "a", "b", "a b c", "a x c", "le chat dort", "  "]), max_size=14
).map("\n".join)


def side(lines: list[DiffLine], without: str) -> str:
    return "\n".join(line.text for line in lines if line.kind != without)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_it(before: str, after: str) -> None:
    lines = line_diff(before, after)
    assert side(lines, "added") == before
    assert side(lines, "removed") == after
    assert [line.before for line in lines if line.before] == list(range(1, before.count("\n") + 2))
    assert [line.after for line in lines if line.after] == list(range(1, after.count("\n") + 2))


@given(TEXTS)
def test_nothing_changed_is_nothing_marked(text: str) -> None:
    assert {line.kind for line in line_diff(text, text)} == {"same"}


def test_the_words_that_changed_are_marked() -> None:
    _, old, new, last = line_diff("un\nle chat dort bien\nfin", "un\nle chien dort bien\nfin")
    assert [piece.text for piece in old.pieces if piece.is_marked] == ["chat"]
    assert [piece.text for piece in new.pieces if piece.is_marked] == ["chien"]
    assert (old.kind, new.kind, last.kind) == ("removed", "added", "same")
    assert (old.before, old.after, new.before, new.after) == (2, None, None, 2)


def test_a_line_that_is_another_is_not_marked_in_crumbs() -> None:
    lines = line_diff("le chat dort", "une page entière, tout autre")
    assert [len(line.pieces) for line in lines] == [1, 1]


def test_one_paragraph_more_is_one_paragraph_more() -> None:
    text = [f"Paragraphe {number}.\n" for number in range(300)]
    lines = line_diff("\n".join(text), "\n".join([*text[:9], "Un de plus.\n", *text[9:]]))
    assert [line.text for line in lines if line.kind == "added"] == ["Un de plus.", ""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n" * 3_000, "b\na\n" * 3_000),
        ("a\n" * 450, "b\n" + "a\nb\n" * 400),
        ("a b " * 2_000, "b a " * 2_000),
        (
            "\n".join("a b " * 90 for _ in range(300)),
            "\n".join("b a " * 90 + "x" for _ in range(300)),
        ),
        ("\n".join(map(str, range(20_000))), "\n".join(map(str, range(20_000, 0, -1)))),
        (
            "".join(f"{n}\n\n" for n in range(1_900)),
            "".join(f"{n * 7 % 1_900}\n\n" for n in range(1_900)),
        ),
    ],
)
def test_texts_that_repeat_take_no_longer_than_honest_ones_by_much(before: str, after: str) -> None:
    def seconds(one: str, other: str) -> float:
        started = time.process_time()
        line_diff(one, other)
        return time.process_time() - started

    text = [f"Le paragraphe {number} dit une chose." for number in range(3_000)]
    honest = seconds("\n".join(text), "\n".join(line.replace("1", "un") for line in text))
    assert seconds(before, after) < 10 * honest or seconds(before, after) < 10 * honest
    lines = line_diff(before, after)
    assert (side(lines, "added"), side(lines, "removed")) == (before, after)
