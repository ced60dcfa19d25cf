"""Élèves who book, move and cancel, and do not give up before they have an answer."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from tests.faults.crowd import Person, hour

PAUSE_SECONDS = 0.2
HOURS = 400  # few enough to want the same ones now and then
UNKNOWN_FROM = 500  # such an answer does not say whether it was done
Stand = tuple[str, datetime]  # a booking's status, and when it begins


@dataclass
class Promise:
    """A booking that was acknowledged: where it may stand now, and how many steps it took."""

    id: str
    stands: set[Stand]
    acknowledged: int = 0
    unknown: int = 0

    def learn(self, answer: dict[str, Any], wanted: set[Stand]) -> None:
        """An answer says where it stands, which must be where it was asked to be."""
        stand = stand_of(answer)
        assert stand in wanted, f"{stand} is none of {wanted}"
        self.stands = {stand}
        self.acknowledged += 1

    def doubt(self, wanted: set[Stand]) -> None:
        """An answer was lost: the step may have been taken, or not."""
        self.stands |= wanted
        self.unknown += 1

    def explains(self, stand: Stand, sequence: int) -> bool:
        """Whether what was asked for leads there."""
        steps = range(self.acknowledged, self.acknowledged + self.unknown + 1)
        return stand in self.stands and sequence in steps


@dataclass
class Diary:
    """What one élève knows."""

    promises: dict[str, Promise] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    abandoned: list[str] = field(default_factory=list)


class Booker(threading.Thread):
    """One élève. Each request is repeated, a booking with its key, until it is answered."""

    def __init__(
        self, client: httpx2.Client, who: Person, mentors: Sequence[Person], patience: float
    ) -> None:
        super().__init__(daemon=True)
        self.client, self.who, self.mentors = client, who, mentors
        self.diary = Diary()
        self.stop = threading.Event()
        self.gives_up_at = time.monotonic() + patience
        self.dice = random.Random(who.id)
        self.finished = False

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            promise = self._book(f"{self.who.id}-{number}")
            if promise:
                self._change_mind(promise)
        self.finished = True

    def _book(self, key: str) -> Promise | None:
        mentor, at = self.dice.choice(self.mentors), hour(self.dice.randrange(HOURS))
        choice = {"mentorId": mentor.id, "startsAt": at.isoformat()}
        while (answer := self._attempt("/api/bookings", choice, key)) is None:
            if self._is_tired(key):
                return None
        if answer.status_code != 201:
            return None
        told = answer.json()
        assert stand_of(told) == ("confirmed", at)
        if self.dice.random() < 0.3:  # another tab
            again = self._attempt("/api/bookings", choice, key)
            assert again is None or again.json()["id"] == told["id"], again.text
        promise = self.diary.promises[told["id"]] = Promise(told["id"], {("confirmed", at)})
        return promise

    def _change_mind(self, promise: Promise) -> None:
        for _ in range(self.dice.choice((0, 0, 1, 1, 2))):
            at = hour(self.dice.randrange(HOURS))
            self._step(promise, "move", {("confirmed", at)}, {"startsAt": at.isoformat()})
        if self.dice.random() < 0.4:
            self._step(promise, "cancellation", {("cancelled", at) for _, at in promise.stands}, {})

    def _step(self, promise: Promise, verb: str, wanted: set[Stand], said: dict[str, str]) -> None:
        """One step, which knows no key: repeating it after a lost yes is refused, or a step more."""
        path = f"/api/bookings/{promise.id}/{verb}"
        while (answer := self._attempt(path, said)) is None:
            promise.doubt(wanted)
            if self._is_tired(path):
                return
        if answer.status_code == 200:
            promise.learn(answer.json(), wanted)

    def _attempt(
        self, path: str, said: dict[str, str], key: str | None = None
    ) -> httpx2.Response | None:
        """An answer that says what happened; None when that is not known."""
        headers = {**self.who.headers, **({"Idempotency-Key": key} if key else {})}
        try:
            answer = self.client.post(path, json=said, headers=headers)
        except httpx2.TransportError as error:
            self.diary.answers[type(error).__name__] += 1
            return None
        code = str(answer.json().get("type", "")).rpartition("-")[2]
        self.diary.answers[f"{answer.status_code} {code}".strip()] += 1
        return None if answer.status_code >= UNKNOWN_FROM else answer

    def _is_tired(self, what: str) -> bool:
        time.sleep(PAUSE_SECONDS)
        if time.monotonic() < self.gives_up_at:
            return False
        self.diary.abandoned.append(what)
        return True


def stand_of(booking: dict[str, Any]) -> Stand:
    """Where a booking stands, as the wire tells it."""
    return booking["status"], datetime.fromisoformat(booking["startsAt"])
