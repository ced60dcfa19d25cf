"""Clerk's public keys: pasted by the operator, or fetched, cached and kept through outages."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import httpx2
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

log = structlog.get_logger("mentorat.accounts")

REFRESH_SECONDS_MIN = 30.0
REFRESH_SECONDS = 3600.0  # a key that Clerk withdraws is forgotten within the hour
TRUSTED_SECONDS = 24 * 3600.0  # for how long an outage of Clerk's is survived
TIMEOUT_SECONDS = 2.0
ANSWER_BYTES_MAX = 64 * 1024

Fetch = Callable[[], Awaitable[Mapping[str, Any]]]


class SigningKeys(Protocol):
    """Where token verification finds a key by its id."""

    async def find(self, key_id: str | None) -> RSAKey | None: ...


class PastedKey:
    """CLERK_JWT_KEY: no network, ever."""

    def __init__(self, pem: str) -> None:
        self._key = RSAKey.import_key(pem)

    async def find(self, key_id: str | None) -> RSAKey | None:
        del key_id  # there is only one
        return self._key


class FetchedKeys:
    """The instance's key set. An unknown id causes one fetch for everybody who waits, at most
    every half minute; when Clerk is away the last good set keeps serving."""

    def __init__(self, fetch: Fetch, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._keys: dict[str, RSAKey] = {}
        self._fetched_at = float("-inf")
        self._good_at = monotonic()
        self._one_at_a_time = asyncio.Lock()

    async def find(self, key_id: str | None) -> RSAKey | None:
        if key_id is None:
            return None
        if key_id not in self._keys or self._should_fetch(key_id):
            async with self._one_at_a_time:  # whoever comes meanwhile waits for this one fetch
                if self._should_fetch(key_id):
                    await self._refresh()
        return self._keys.get(key_id)

    def _should_fetch(self, key_id: str) -> bool:
        age = self._monotonic() - self._fetched_at
        return age >= (REFRESH_SECONDS_MIN if key_id not in self._keys else REFRESH_SECONDS)

    async def _refresh(self) -> None:
        self._fetched_at = self._monotonic()
        try:
            answer = await self._fetch()
            found = {
                key["kid"]: RSAKey.import_key(dict(key))
                for key in answer["keys"]
                if key.get("kty") == "RSA" and isinstance(key.get("kid"), str)
            }
        except (
            httpx2.HTTPError,
            JoseError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:
            log.warning("clerk_keys_unavailable", error=type(error).__name__)
            if self._monotonic() - self._good_at > TRUSTED_SECONDS:
                self._keys = {}
            return
        if found:
            self._keys = found
            self._good_at = self._monotonic()


def fetcher(url: str, *, secret_key: str | None = None) -> Fetch:
    """A fetch of the key set at `url`, bounded in time and size."""
    headers = {"User-Agent": "mentorat", "Accept": "application/json"}
    if secret_key:
        headers["Authorization"] = f"Bearer {secret_key}"

    async def fetch() -> Mapping[str, Any]:
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, headers=headers) as client:
            answer = await client.get(url)
            answer.raise_for_status()
            if len(answer.content) > ANSWER_BYTES_MAX:
                raise ValueError("a key set of this size is not one")
            document: Mapping[str, Any] = answer.json()
            return document

    return fetch
