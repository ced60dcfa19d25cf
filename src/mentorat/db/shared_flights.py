"""Reads of one moment that leave in one flight, whoever asks.

Who asks for something is looked up by a key, for every request; two hundred who come at once would
be two hundred writes, waits and connections. Those whose statements are ready in the same turn of
the loop travel together (docs/decisions/0055-shared-flights.md).
"""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from mentorat.db.merged import hand_out, merged
from mentorat.db.pending import PendingStatement
from mentorat.db.unit import Connections, Unit
from mentorat.errors import Unavailable

PASSENGERS_MAX = 100  # a flight's answers come back before the first of them is read
LOCKING = ("FOR UPDATE", "FOR SHARE", "FOR NO KEY UPDATE", "FOR KEY SHARE", "SKIP LOCKED")


class Units(Protocol):
    """What opens the unit that flies for all (`db/pool.py`)."""

    def unit(self, *, writes: bool) -> Unit:
        """One unit of work."""


class _Passenger(NamedTuple):
    batch: list[PendingStatement]
    arrived: asyncio.Future[None]

    def land(self) -> None:
        if not self.arrived.done():  # cancelled, if they have left
            self.arrived.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.arrived.done():
            self.arrived.set_exception(error)


class SharedFlights:
    """The flight that is boarding now, of one process."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._boarding: list[_Passenger] | None = None
        self._flight: asyncio.Task[None] | None = None  # which they board
        self._flights: set[asyncio.Task[None]] = set()

    async def board(self, batch: list[PendingStatement]) -> None:
        """Have statements answered; raises their own error, or Unavailable. Whoever is cancelled
        meanwhile delays nobody."""
        boarding, flight = self._boarding, self._flight
        if boarding is None or flight is None or len(boarding) >= PASSENGERS_MAX:
            boarding = self._boarding = []
            flight = self._flight = asyncio.create_task(self._depart(boarding))
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)
        # Which loop runs is known here: asked for, it looks each time whether the process forked.
        passenger = _Passenger(batch, flight.get_loop().create_future())
        boarding.append(passenger)
        await passenger.arrived

    async def _depart(self, boarding: list[_Passenger]) -> None:
        try:
            await asyncio.sleep(0)  # one turn more: the loop reads what has come meanwhile
            if self._boarding is boarding:
                self._boarding = None
            await self._carry(boarding)
        finally:
            for one in boarding:
                one.arrived.cancel()  # nothing, if they have arrived

    async def _carry(self, passengers: list[_Passenger]) -> None:
        try:
            await self._fly([sent for one in passengers for sent in one.batch])
        except Unavailable as error:
            for one in passengers:
                one.fail(_unavailable(error))
        except Exception as error:  # noqa: BLE001  told to whom it belongs
            if len(passengers) == 1:
                passengers[0].fail(error)
                return
            for one in passengers:  # a statement of somebody's failed; all behind it have not run
                await self._carry([one])
        else:
            for one in passengers:
                one.land()

    async def _fly(self, batch: list[PendingStatement]) -> None:
        groups: dict[str, list[PendingStatement]] = {}
        for sent in batch:
            groups.setdefault(sent.sql, []).append(sent)
        together = [(merged(same) if len(same) > 1 else None, same) for same in groups.values()]
        async with self._units.unit(writes=False) as unit:
            for one, same in together:
                unit.take_along(same if one is None else [one])
            await unit.settle()
        for one, same in together:
            if one is not None:
                hand_out(one, same)


class SharingUnit(Unit):
    """Reads that leave with those of others; it holds no connection."""

    def __init__(self, connections: Connections, flights: SharedFlights) -> None:
        super().__init__(connections, writes=False)
        self._shared = flights

    def send(self, sql: str, values: Mapping[str, Any]) -> PendingStatement:
        """Let a read leave with the next awaited one; raises TypeError for a statement that writes
        or locks: others would wait for it, and be undone with it."""
        if not sql.startswith("SELECT") or sql.endswith(LOCKING):
            raise TypeError(f"only a read shares its flight: {sql[:60]}")
        return super().send(sql, values)

    async def depart(self) -> None:
        """Board at once: nobody gathers here."""
        batch, self._pending = self._pending, []
        await self._shared.board(batch)

    _flush = depart


def _unavailable(error: Unavailable) -> Unavailable:
    """One for each who is told: an error that is raised keeps the way that it went."""
    own = Unavailable()
    own.__cause__ = error
    return own
