"""What is kept to be fast, bounded by what it weighs: the least recently used goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MEGABYTE = 1024 * 1024
ENTRY_BYTES = 200  # of the cache itself, for each thing it keeps


class BoundedCache(Generic[Key, Value]):
    """Values by their keys, of at most so many bytes together. One that alone weighs more is not
    kept. Threads may share it."""

    def __init__(self, *, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.weight = 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """What was kept under a key, which makes it the last to go."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def forget(self, key: Key) -> None:
        """Let one go; harmless when it is gone."""
        with self._lock:
            self.weight -= self._kept.pop(key, (None, 0))[1]

    def keep(self, key: Key, value: Value, *, weight: int) -> None:
        """Keep a value of so many bytes, key included; others go as far as they must."""
        weight += ENTRY_BYTES
        with self._lock:
            self.weight -= self._kept.pop(key, (None, 0))[1]
            if weight > self.bytes_max:
                return
            self._kept[key] = (value, weight)
            self.weight += weight
            while self.weight > self.bytes_max:
                _, (_, freed) = self._kept.popitem(last=False)
                self.weight -= freed
