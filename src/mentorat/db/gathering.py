"""What a read waits for that leaves together with others (`db/together.py`)."""

from collections.abc import Generator


class _WithTheOthers:
    """Says to whoever advances the reads: this one needs a flight to go on."""

    def __await__(self) -> Generator["_WithTheOthers", None, None]:
        yield self


WITH_THE_OTHERS = _WithTheOthers()
