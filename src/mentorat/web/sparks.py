"""Small drawings of how a figure went."""

from collections.abc import Sequence

WIDTH = 96
HEIGHT = 24
MARGIN = 2  # half of the line's own width, twice


def spark(course: Sequence[float]) -> str:
    """The points of a line over `course`, oldest first, in a box of 96 × 24; flat for no change."""
    low, high = min(course), max(course)
    span = (high - low) or 1
    step = (WIDTH - 2 * MARGIN) / max(1, len(course) - 1)
    room = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{MARGIN + place * step:.1f},{HEIGHT - MARGIN - (value - low) / span * room:.1f}"
        for place, value in enumerate(course)
    )
