"""Deliveries as Clerk's sender makes them: the same id again until it is acknowledged."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

import httpx2

from mentorat.accounts.callers.dev_identity import development_user, event_body
from mentorat.accounts.clerk.signature import signed_headers

ENDPOINT = "/api/webhooks/clerk"
PAUSE_SECONDS = 0.1
BLOCK = 4  # so many versions of a person are under way in any order


@dataclass(frozen=True)
class Message:
    """One event about one person. Its version shows in the name, so that rows can be compared."""

    id: str
    user_id: str
    version: int

    @property
    def first_name(self) -> str:
        return f"V{self.version}"

    @property
    def body(self) -> bytes:
        person = development_user(
            self.user_id,
            first_name=self.first_name,
            last_name="Fault",
            email=f"{self.user_id}@faults.example",
            now_ms=self.version,
        )
        kind = "user.created" if self.version % BLOCK == 0 else "user.updated"
        return event_body(kind, person, now_ms=self.version)


def post(client: httpx2.Client, message: Message, key: bytes) -> httpx2.Response:
    """One attempt; raises TransportError when there is no answer."""
    headers = signed_headers(message.id, message.body, key=key, now=time.time())
    json = {"content-type": "application/json"}
    return client.post(ENDPOINT, content=message.body, headers={**headers, **json})


class Sender(threading.Thread):
    """Sends news of its own people, retrying each message until it is acknowledged."""

    def __init__(self, client: httpx2.Client, key: bytes, number: int, patience: float) -> None:
        super().__init__(daemon=True)
        self.client, self.key, self.number = client, key, number
        self.stop = threading.Event()  # finish the messages that are under way, then leave
        self.gives_up_at = time.monotonic() + patience
        self.acknowledged: list[Message] = []
        self.abandoned: list[Message] = []
        self.answers: Counter[str] = Counter()
        self.random = random.Random(number)
        self.repeats: Counter[str] = Counter()

    def run(self) -> None:
        version = 1_700_000_000_000
        while not self.stop.is_set():
            version += BLOCK
            block = [self._message(version + step) for step in range(BLOCK)]
            self.random.shuffle(block)
            for message in block:
                self._deliver(message)
            if self.random.random() < 0.3:
                self._repeat(self.random.choice(self.acknowledged or block))

    def _message(self, version: int) -> Message:
        person = f"user_fault{self.number:02d}x{version // BLOCK % 5}"
        return Message(f"msg_{self.number:02d}_{version}", person, version)

    def _deliver(self, message: Message) -> None:
        while self._attempt(message) != "200":
            if time.monotonic() > self.gives_up_at:
                self.abandoned.append(message)
                return
            time.sleep(PAUSE_SECONDS)
        self.acknowledged.append(message)

    def _repeat(self, message: Message) -> None:
        self.repeats[self._attempt(message)] += 1

    def _attempt(self, message: Message) -> str:
        try:
            answer = str(post(self.client, message, self.key).status_code)
        except httpx2.TransportError as error:
            answer = type(error).__name__
        self.answers[answer] += 1
        return answer
