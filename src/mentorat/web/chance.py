"""Random bytes for what each answer carries, asked of the kernel for many answers at once."""

from os import urandom

BATCH = 4096


class Chance:
    """Bytes that nobody can foresee (`os.urandom`), none of them given twice; of one process, which
    never forks."""

    def __init__(self) -> None:
        self._batch = b""
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next `count` of them, at most `BATCH`."""
        if self._at + count > len(self._batch):
            self._batch, self._at = urandom(BATCH), 0
        taken = self._batch[self._at : self._at + count]
        self._at += count
        return taken
