"""The rate of one request: counted once, with the flight that recognises its caller."""

from datetime import datetime
from typing import Self

from mentorat.accounts.actions.count_request import (
    Caller,
    CountRow,
    count_key,
    count_request,
    seconds_to_wait,
)
from mentorat.db.executor import Answers, Db
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.settings import Settings
from mentorat.web.client_address import address_key, client_address
from mentorat.web.edge_refusals import RateExceeded
from mentorat.web.provide import SAFE_METHODS, AnyRequest


class RateCheck:
    """Counts one request for its address and its person, or for its API key, each once. Nothing is
    counted for an address or a person without `address_key`, nor for a key unless `is_on`.

    Without the database nothing is counted and nothing is let through: what changes something
    needs it anyway.
    """

    def __init__(
        self, database: Database, address_key: str | None, now: datetime, *, is_on: bool
    ) -> None:
        self.now = now
        self._database = database
        self._is_on = is_on
        self._address_key = address_key
        self._is_person_due = address_key is not None
        self._counts: Answers[CountRow] | None = None

    def unit(self) -> Unit:
        """A unit to look its caller up in: with others who ask now, where nothing is counted."""
        if self._is_due:
            return self._database.unit(writes=False)
        return self._database.sharing_unit()

    def count(
        self, db: Db, *, user_id: str | None = None, secret_hash: bytes | None = None
    ) -> None:
        """Have the next flight count the request for whom it has not been counted yet."""
        if self._is_due:
            caller = Caller(self._address_key, user_id, secret_hash)
            self._counts, self._address_key = count_request(db, caller, now=self.now), None

    def count_key(self, db: Db, key_id: str, secret_hash: bytes) -> None:
        """Have the next flight count the request for the API key it brings, if it is in force."""
        if self._is_on:
            self._counts = count_key(db, key_id, secret_hash, now=self.now)

    @property
    def _is_due(self) -> bool:
        return self._address_key is not None or self._is_person_due

    async def is_too_many(self) -> bool:
        """Whether that was one too many, once the flight is back; who asks anew is refused."""
        return await self._seconds_to_wait() is not None

    async def check(self) -> None:
        """Raises RateExceeded when that was one too many, once the flight is back."""
        if self._counts is None:
            return
        seconds = await self._seconds_to_wait()
        if seconds is not None:
            raise RateExceeded(seconds)

    async def _seconds_to_wait(self) -> float | None:
        if self._counts is None:
            return None
        counts, self._counts = await self._counts.all(), None
        if any(one.is_of_person for one in counts):
            self._is_person_due = False
        return seconds_to_wait(counts, now=self.now)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Count what no flight took along, for the address alone; raises RateExceeded."""
        if self._address_key is None:
            return
        async with self._database.unit(writes=False) as unit:
            self.count(Db(unit))
            await unit.settle()
            await self.check()


def counted(request: AnyRequest, database: Database, now: datetime) -> RateCheck:
    """The block in which a request's caller is recognised: it is counted by its end at the latest,
    of those, too, who are refused or nobody. Nothing is of one that reads without an API key, or
    with RATE_LIMITS=off. Raises RateExceeded."""
    settings: Settings = request.app.state.settings
    key, is_on = None, settings.rate_limits == "on"
    if request.method not in SAFE_METHODS and is_on:
        address = client_address(request.scope, settings.proxies)
        key = address_key(address, request.app.state.secret_keys[0])
    return RateCheck(database, key, now, is_on=is_on)
