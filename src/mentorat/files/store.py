"""Where files are kept: a few verbs over obstore, the same for a folder and for a bucket."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import msgspec
import structlog
from obstore import delete_async, get_async, put_async
from obstore import list as list_stored
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from mentorat.errors import Unavailable, say
from mentorat.files.keys import KEY, checked, content_type, key_of, new_folder

log = structlog.get_logger("mentorat.files")

SECONDS_MAX = 20.0
FILE_BYTES_MAX = 16 * 1024 * 1024
AWAY = say("Les images sont momentanément indisponibles. Réessayez dans un instant.")


class StoredFile(msgspec.Struct, frozen=True):
    """A file as it was stored."""

    body: bytes
    content_type: str


class StoredEntry(NamedTuple):
    """One file of a listing, and since when it is there."""

    key: str
    size: int
    stored_at: datetime


class FileStore:
    """Keeps files under names that `keys` makes; any other raises OddKeyError. A store that is away
    raises Unavailable, whatever the operation."""

    def __init__(self, place: ObjectStore) -> None:
        self._place = place
        # A folder keeps no attributes; the name says the content.
        self._is_folder = isinstance(place, LocalStore)

    async def put(self, key: str, body: bytes) -> None:
        """The file is there, whole; twice the same is once."""
        attributes = None if self._is_folder else {"Content-Type": content_type(key)}
        with _away():
            async with asyncio.timeout(SECONDS_MAX):
                await put_async(
                    self._place, checked(key), body, attributes=attributes, use_multipart=False
                )

    async def get(self, key: str) -> StoredFile | None:
        """The file, or None."""
        checked(key)
        with _away():
            try:
                async with asyncio.timeout(SECONDS_MAX):
                    found = await get_async(self._place, key)
                    if found.meta["size"] > FILE_BYTES_MAX:
                        return None  # not one of ours
                    return StoredFile(bytes(await found.bytes_async()), content_type(key))
            except FileNotFoundError:
                return None

    async def delete(self, keys: Iterable[str]) -> None:
        """None of these files is there, whether they were or not. One by one: not every store
        deletes several at once."""
        for key in [checked(key) for key in keys]:
            with _away():
                try:
                    async with asyncio.timeout(SECONDS_MAX):
                        await delete_async(self._place, key)
                except FileNotFoundError:
                    continue

    async def list(self, prefix: str = "images") -> AsyncIterator[StoredEntry]:
        """Every file of ours under a prefix, in no order; what is not ours is passed over."""
        stream = list_stored(self._place, prefix=prefix)
        while True:
            with _away():
                async with asyncio.timeout(SECONDS_MAX):
                    batch = await anext(stream, None)
            if batch is None:
                return
            for each in batch:
                if KEY.fullmatch(each["path"]):
                    yield StoredEntry(each["path"], each["size"], each["last_modified"])

    async def probe(self) -> bool:
        """Whether what is written comes back; nothing of it stays."""
        key, body = key_of(new_folder(), 1), b"mentorat"
        await self.put(key, body)
        found = await self.get(key)
        await self.delete([key])
        return found is not None and found.body == body


@contextmanager
def _away() -> Iterator[None]:
    """What the store says becomes Unavailable; its kind is logged, its words may hold addresses."""
    try:
        yield
    except (BaseError, OSError, TimeoutError) as error:
        log.warning("store_away", kind=type(error).__name__)
        raise Unavailable(AWAY) from None
