"""Whom a cookie, a token or a key named a moment ago is presumed to be who it names now, so that
what they read is asked for in the same flight as who they are.

Nothing is believed: no answer leaves before the database has said of this very request that the
presumption holds. If it does not, the edge drops that answer and has the request asked anew.
"""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from mentorat.accounts.gates import wants_account
from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Answers, Db
from mentorat.db.pool import Database
from mentorat.web.credentials import CONFIRM, IS_ASKED_ANEW, NotWhoWasPresumed
from mentorat.web.provide import SAFE_METHODS, AnyRequest, unit_of

BYTES_MAX = 4 * MEGABYTE  # some three thousand people in each process
VALUE_BYTES, TEXT_TIMES = 500, 2  # of a person without their texts, and for what Python adds

Said = TypeVar("Said")


class Question(NamedTuple, Generic[Said]):
    """What was asked of the database about a credential, and what reads whom it names once that
    has landed."""

    answers: Answers[Any]
    said: Callable[[], Awaitable[Said | None]]


Ask = Callable[[Db], Question[Said]]


class Presumptions(Generic[Said]):
    """What the database said of one kind of credential; of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._said = BoundedCache[Hashable, tuple[Said, datetime]](bytes_max=BYTES_MAX)

    def note(self, credential: Hashable, said: Said, *, until: datetime) -> None:
        """Presume this of later requests before `until`, when there is something to write, too."""
        weight = VALUE_BYTES + TEXT_TIMES * len(msgspec.json.encode(said))
        self._said.keep(credential, (said, until), weight=weight)

    def presume(
        self, request: AnyRequest, credential: Hashable, ask: Ask[Said], *, now: datetime
    ) -> Said | None:
        """Whom the credential of a read presumably names, while the question leaves with the next
        flight of the request; None when that is not known, or was wrong of this very request."""
        if request.scope["state"].get(IS_ASKED_ANEW):
            self._said.forget(credential)
            return None
        said, until = self._said.get(credential) or (None, now)
        if said is None or until <= now or not _may_presume(request):
            return None
        unit = unit_of(request)
        presumption = _Presumption(self._database, said, ask, ask(Db(unit)))
        unit.when_landed = presumption.look
        request.scope["state"][CONFIRM] = presumption.holds
        return said


class _Presumption(Generic[Said]):
    """Of one request: looked at as soon as its question has landed, before its answer at last."""

    def __init__(
        self, database: Database, presumed: Said, ask: Ask[Said], question: Question[Said]
    ) -> None:
        self._database = database
        self._presumed, self._ask, self._question = presumed, ask, question
        self._found: bool | None = None

    async def look(self) -> None:
        """Raises NotWhoWasPresumed, so that nothing more is read for them."""
        if not await self.holds():
            raise NotWhoWasPresumed

    async def holds(self) -> bool:
        """Whether the credential names who was presumed; asks if the request asked nothing."""
        if self._found is None:
            if not self._question.answers.has_landed:
                async with self._database.unit(writes=False) as unit:
                    self._question = self._ask(Db(unit))
                    await unit.settle()
            self._found = await self._question.said() == self._presumed
        return self._found


def _may_presume(request: AnyRequest) -> bool:
    """Whether it only reads, and more than its caller's own account."""
    return request.method in SAFE_METHODS and not wants_account(request)
