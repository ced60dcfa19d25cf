"""Reads that leave together: each goes on until it waits for the database, then one flight brings
what all of them asked for.

They share one connection, so no task is made for any of them: they are advanced in turn.
"""

from collections.abc import Coroutine, Generator, Sequence
from typing import Any, TypeVar, overload

from mentorat.db.executor import Db
from mentorat.db.gathering import WITH_THE_OTHERS
from mentorat.db.unit import Unit

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
Read = Coroutine[Any, Any, A]


@overload
async def together(db: Db, a: Read[A], b: Read[B], /) -> tuple[A, B]: ...
@overload
async def together(db: Db, a: Read[A], b: Read[B], c: Read[C], /) -> tuple[A, B, C]: ...
@overload
async def together(
    db: Db, a: Read[A], b: Read[B], c: Read[C], d: Read[D], /
) -> tuple[A, B, C, D]: ...
@overload
async def together(
    db: Db, a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], /
) -> tuple[A, B, C, D, E]: ...
@overload
async def together(  # one more than a function takes: each is a read of its own
    db: Db, a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], f: Read[F], /
) -> tuple[A, B, C, D, E, F]: ...
async def together(db: Db, *reads: Read[Any]) -> tuple[Any, ...]:
    """What each of some reads of `db` answers, in as many flights as the longest of them takes.

    Statements leave in the order of the reads. The first that raises ends the others.
    """
    return tuple(await _Turns(db.unit, reads))


async def all_together(db: Db, reads: Sequence[Read[A]]) -> list[A]:
    """The same for any number of reads of one kind."""
    return list(await _Turns(db.unit, reads))


async def nothing() -> None:
    """A read that is not wanted this time."""


class _Turns:
    """Coroutines that are advanced in turn, from flight to flight."""

    def __init__(self, unit: Unit, reads: Sequence[Read[Any]]) -> None:
        self._unit = unit
        self._reads = reads
        self._answers: dict[int, Any] = {}

    def __await__(self) -> Generator[Any, Any, list[Any]]:
        waiting = list(enumerate(self._reads))
        try:
            while waiting:
                for at, read in waiting:
                    yield from self._advance(at, read)
                waiting = [(at, read) for at, read in waiting if at not in self._answers]
                if waiting:
                    yield from self._unit.depart().__await__()
        finally:
            for _, read in waiting:
                read.close()
        return [self._answers[at] for at in range(len(self._reads))]

    def _advance(self, at: int, read: Read[Any]) -> Generator[Any, Any, None]:
        """Let one go on until it is done or waits for the database."""
        self._unit.gathering += 1
        try:
            while (met := read.send(None)) is not WITH_THE_OTHERS:
                yield met  # what it waits for is not the database: the loop goes on with it
        except StopIteration as end:
            self._answers[at] = end.value
        finally:
            self._unit.gathering -= 1
