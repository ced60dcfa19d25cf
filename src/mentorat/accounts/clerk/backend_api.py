"""Clerk's Backend API: the five calls we make, never from a request of a visitor.

Sources: Clerk's Backend API reference, version 2026-05-12 (pages of 500 with `starting_after`,
429 with Retry-After in seconds; metadata merges under its own path).
"""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import httpx2

API_VERSION = "2026-05-12"
PAGE_SIZE = 500
IDS_A_CALL = 100
TIMEOUT_SECONDS = 15.0
# A wrong key (401, 403) is the operator's to mend, and worth another try.
FOR_GOOD = {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


class ClerkApiError(Exception):
    """Clerk did not give a usable answer; trying later may help."""


class RateLimitedError(ClerkApiError):
    """Too many calls; `retry_after_seconds` is Clerk's own word."""

    def __init__(self, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Clerk asks to wait {retry_after_seconds:.0f} s")


class RefusedByClerkError(ClerkApiError):
    """Clerk read the call and will never take it: a repeat would not help."""


class ClerkApi:
    """One instance's Backend API."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def page_of_users(self, *, after: str | None) -> list[dict[str, Any]]:
        """The next 500 users by creation, after the one with that id."""
        parameters: dict[str, str | int] = {"order_by": "+created_at", "limit": PAGE_SIZE}
        if after:
            parameters["starting_after"] = after
        return _users(await self._ask("GET", "/v1/users", params=parameters))

    async def users_by_id(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Those of up to 100 ids that exist."""
        parameters = [("user_id", user_id) for user_id in ids[:IDS_A_CALL]]
        return _users(
            await self._ask("GET", "/v1/users", params=[*parameters, ("limit", IDS_A_CALL)])
        )

    async def newest_update(self) -> dict[str, Any] | None:
        """The user that changed last."""
        found = _users(
            await self._ask("GET", "/v1/users", params={"order_by": "-updated_at", "limit": 1})
        )
        return found[0] if found else None

    async def count_users(self) -> int:
        """How many users the instance has."""
        answer = await self._ask("GET", "/v1/users/count")
        count = answer.get("total_count") if isinstance(answer, dict) else None
        if not isinstance(count, int):
            raise ClerkApiError("Clerk's count of users is not a number")
        return count

    async def find_user(self, user_id: str) -> dict[str, Any] | None:
        """One user; None when Clerk does not know them."""
        answer = await self._ask("GET", f"/v1/users/{user_id}", missing_is_none=True)
        return answer if isinstance(answer, dict) else None

    async def find_instance_id(self) -> str | None:
        """Which instance the secret key belongs to, where the API tells."""
        answer = await self._ask("GET", "/v1/instance", missing_is_none=True)
        return answer.get("id") if isinstance(answer, dict) else None

    async def public_moduli(self) -> set[str]:
        """The moduli of the instance's signing keys; empty where the API does not tell."""
        answer = await self._ask("GET", "/v1/jwks", missing_is_none=True)
        keys = answer.get("keys") if isinstance(answer, dict) else None
        listed = keys if isinstance(keys, list) else []
        return {str(key.get("n")) for key in listed if isinstance(key, dict)}

    async def merge_public_metadata(self, user_id: str, metadata: dict[str, Any]) -> bool:
        """Merge keys into a user's public metadata; false when Clerk does not know the user."""
        path = f"/v1/users/{user_id}/metadata"
        answer = await self._ask(
            "PATCH", path, json={"public_metadata": metadata}, missing_is_none=True
        )
        return answer is not None

    async def _ask(
        self, method: str, path: str, *, missing_is_none: bool = False, **more: Any
    ) -> Any:
        try:
            answer = await self._client.request(method, path, **more)
        except httpx2.HTTPError as error:
            raise ClerkApiError(f"Clerk does not answer ({type(error).__name__})") from error
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError(_seconds(answer.headers.get("retry-after")))
        if answer.status_code == HTTPStatus.NOT_FOUND and missing_is_none:
            return None
        if answer.status_code != HTTPStatus.OK:
            kind = RefusedByClerkError if answer.status_code in FOR_GOOD else ClerkApiError
            raise kind(
                f"Clerk answered {answer.status_code} to {method} {path.split('?', maxsplit=1)[0]}"
            )
        try:
            return answer.json()
        except ValueError as error:
            raise ClerkApiError("Clerk's answer is not JSON") from error


@asynccontextmanager
async def clerk_api(url: str, secret_key: str) -> AsyncIterator[ClerkApi]:
    """The API behind `url`, for the length of the block."""
    headers = {
        "Authorization": f"Bearer {secret_key}",
        "Clerk-API-Version": API_VERSION,
        "User-Agent": "mentorat",  # Clerk's front refuses the client's default one
    }
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        yield ClerkApi(client)


def _users(answer: Any) -> list[dict[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(user, dict) for user in answer):
        raise ClerkApiError("Clerk's answer is not a list of users")
    return answer


def _seconds(header: str | None) -> float:
    try:
        seconds = float(header or 10)
    except ValueError:
        seconds = math.nan
    return min(max(seconds, 1.0), 3600.0) if math.isfinite(seconds) else 10.0
