"""Rounds that alternate, so that whatever else the machine does meets everybody alike."""

from collections.abc import Callable, Iterable, Sequence

ROUNDS = 5

Step = tuple[Callable[[], float], list[float]]  # a measure, and where its figures are kept


def in_rounds(contests: Sequence[Sequence[Step]]) -> None:
    """Each contest's measures in turn, and in the other order every second time."""
    for turn in range(ROUNDS):
        print(f"round {turn + 1} of {ROUNDS}", flush=True)
        for steps in contests:
            ordered: Iterable[Step] = steps if turn % 2 == 0 else reversed(steps)
            for measure, kept in ordered:
                kept.append(measure())
