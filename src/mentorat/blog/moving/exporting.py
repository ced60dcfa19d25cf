"""Articles as a zip of Markdown files and pictures: the same bytes for the same articles."""

import zipfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.archive import ENTRIES_MAX, TOTAL_BYTES_MAX
from mentorat.blog.moving.links import exported, file_keys
from mentorat.blog.moving.markdown.post_files import ExportedPost, files_of
from mentorat.blog.moving.refusals import UnwritableFileError
from mentorat.blog.queries.moving import (
    ExportLine,
    images_of,
    list_to_export,
    pages_of,
    posts_of,
    slugs_of,
)
from mentorat.blog.slugs import slug_of
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.files.keys import KEY, Folder, key_of
from mentorat.files.store import FileStore

Thing = TypeVar("Thing")
BATCH = 50
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows: bytes do not tell when they were made
_ORDINARY_FILE = 0o100644 << 16


class ExportReport(msgspec.Struct, rename="camel"):
    """What went into a zip, and the pictures that should have."""

    posts: int = 0
    pictures: int = 0
    missing: list[str] = []


class PostZip:
    """A zip at work: it is there whole, or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        try:
            self._zip = zipfile.ZipFile(self._part, "w", allowZip64=False)
        except OSError as error:
            raise UnwritableFileError(f"{path} cannot be written: {error.strerror}") from None
        self._entries = self._bytes = 0

    def write(self, name: str, data: bytes, *, is_packed: bool) -> None:
        """One entry more. Raises UnwritableFileError for more than an import reads again."""
        self._entries += 1
        self._bytes += len(data)
        if self._entries > ENTRIES_MAX or self._bytes > TOTAL_BYTES_MAX:
            raise UnwritableFileError(
                f"More than {ENTRIES_MAX:,} files or 2 GB: export one author at a time (--author)."
            )
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.create_system = 3
        entry.external_attr = _ORDINARY_FILE
        kind = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        self._zip.writestr(entry, data, kind, 9)

    def finish(self) -> None:
        """The file has its name."""
        self._zip.close()
        self._part.replace(self._path)

    def abandon(self) -> None:
        """Nothing of it is left."""
        self._zip.close()
        self._part.unlink(missing_ok=True)


class PostExport:
    """Writes the articles of an author, or of a status, or all."""

    def __init__(self, database: Database, store: FileStore) -> None:
        self._database, self._store = database, store

    async def run(
        self,
        path: Path,
        seen: Callable[[int], None],
        *,
        author_id: str | None = None,
        status: PostStatus | None = None,
    ) -> ExportReport:
        """Write `path`; an interrupted export leaves no file of that name."""
        target = PostZip(path)
        try:
            report = await self._written(target, seen, author_id=author_id, status=status)
            target.finish()
        except BaseException:
            target.abandon()
            raise
        return report

    async def _written(
        self,
        target: PostZip,
        seen: Callable[[int], None],
        *,
        author_id: str | None,
        status: PostStatus | None,
    ) -> ExportReport:
        report = ExportReport()
        async with self._database.unit(writes=False) as unit:
            lines = await list_to_export(Db(unit), author_id=author_id, status=status)
        names = names_of(lines)
        keys: dict[str, None] = {}
        for some in _batches(lines):
            async for post in self._posts([line.id for line in some]):
                for name, text in files_of(post, names[post.row.id]):
                    target.write(name, exported(text).encode(), is_packed=True)
                    keys |= dict.fromkeys(file_keys(text))
                keys |= dict.fromkeys(post.covers)
                report.posts += 1
            seen(report.posts)
        for key in await self._all_widths(keys):
            stored = await self._store.get(key)
            if stored is None:
                report.missing.append(key)
                continue
            target.write(key, stored.body, is_packed=False)
            report.pictures += 1
        return report

    async def _posts(self, ids: list[UUID]) -> AsyncIterator[ExportedPost]:
        async with self._database.unit(writes=False) as unit:
            db = Db(unit)
            posts, pages = await posts_of(db, ids), await pages_of(db, ids)
            slugs = await slugs_of(db, ids)
        for id_ in ids:
            if id_ in posts:  # deleted since the list was made
                yield ExportedPost(posts[id_], pages.get(id_), slugs.get(id_, []))

    async def _all_widths(self, keys: Iterable[str]) -> list[str]:
        """The files of each picture, in all its widths."""
        folders = sorted({key.rpartition("/")[0] if KEY.fullmatch(key) else key for key in keys})
        found: set[str] = {key for key in keys if KEY.fullmatch(key)}
        for some in _batches(folders):
            async with self._database.unit(writes=False) as unit:
                images = await images_of(Db(unit), some)
            for image in images.values():
                found |= {key_of(Folder(image.key), width) for width in image.widths}
        return sorted(found)


def names_of(lines: list[ExportLine]) -> dict[UUID, str]:
    """The name of each article's file: its address, or its title where it has none yet."""
    taken = {line.slug for line in lines if line.slug}
    found: dict[UUID, str] = {}
    numbers: dict[str, int] = {}
    for line in lines:
        name = line.slug or _free_name(slug_of(line.title, nameless="article"), taken, numbers)
        taken.add(name)
        found[line.id] = name
    return found


def _free_name(name: str, taken: set[str], numbers: dict[str, int]) -> str:
    if name not in taken:
        return name
    number = numbers.get(name, 1) + 1
    while f"{name}-{number}" in taken:
        number += 1
    numbers[name] = number
    return f"{name}-{number}"


def _batches(things: list[Thing]) -> Iterator[list[Thing]]:
    for at in range(0, len(things), BATCH):
        yield things[at : at + BATCH]
