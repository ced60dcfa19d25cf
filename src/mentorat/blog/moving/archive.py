"""A zip that somebody sent, read without trusting anything it says.

Nothing of it is ever written to a folder: names are only compared. What its directory promises is
looked at before the directory is read, and each entry is read to its bound, whatever it promises.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mentorat.blog.moving.posts import Loss
from mentorat.blog.moving.refusals import UnreadableFileError

ENTRIES_MAX = 50_000
DIRECTORY_BYTES_MAX = 12 * 1024 * 1024
ENTRY_BYTES_MAX = 10 * 1024 * 1024
TOTAL_BYTES_MAX = 2 * 1024 * 1024 * 1024
RATIO_MAX = 200  # of what is written to what is packed, where it is more than RATIO_FROM
RATIO_FROM = 1024 * 1024
NAME_LETTERS_MAX = 300
LOSSES_MAX = 200

_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_END_BYTES = 22
_COMMENT_MAX = 65_535
_UTF_8 = 0x800
_ENCRYPTED = 0x1
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others take what memory they ask for


class ArchiveEnd(NamedTuple):
    """What the end of a zip says of its directory."""

    entries: int
    directory_bytes: int
    is_long: bool


class PostArchive:
    """The entries of a zip that may be read, by their names; `losses` names the others."""

    def __init__(self, path: Path) -> None:
        _check_end(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, struct.error) as error:
            raise UnreadableFileError(f"{path.name} is no zip that can be read: {error}") from None
        self.losses: list[Loss] = []
        try:
            self._entries = self._safe_entries()
        except UnreadableFileError:
            self._zip.close()
            raise
        self._bytes_left = TOTAL_BYTES_MAX

    @property
    def names(self) -> list[str]:
        """The names of its entries, in order."""
        return sorted(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry; None for one that is damaged or not what its directory says.
        Raises UnreadableFileError when all that was read is more than anybody has written."""
        try:
            with self._zip.open(self._entries[name]) as entry:
                data = entry.read(ENTRY_BYTES_MAX + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            self._leave_out(name, "damaged")
            return None
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise UnreadableFileError("This zip unpacks to more than 2 GB.")
        if len(data) > ENTRY_BYTES_MAX:
            self._leave_out(name, "larger than it says")
            return None
        return data

    def close(self) -> None:
        """The file is let go."""
        self._zip.close()

    def _safe_entries(self) -> dict[str, zipfile.ZipInfo]:
        entries = [entry for entry in self._zip.infolist() if not entry.filename.endswith("/")]
        if len(entries) > ENTRIES_MAX:
            raise UnreadableFileError(_TOO_MANY)
        if sum(entry.file_size for entry in entries) > TOTAL_BYTES_MAX:
            raise UnreadableFileError("This zip would unpack to more than 2 GB.")
        names = [(_name_of(entry), entry) for entry in entries]
        twice = Counter(name for name, _ in names)
        found: dict[str, zipfile.ZipInfo] = {}
        for name, entry in names:
            why = "its name is there twice" if twice[name] > 1 else _oddness(name, entry)
            if why:
                self._leave_out(name, why)
            elif not _is_system(name):
                found[name] = entry
        return found

    def _leave_out(self, name: str, why: str) -> None:
        if len(self.losses) < LOSSES_MAX:
            shown = name.encode("unicode_escape").decode("ascii")[:80]
            self.losses.append(Loss("unsafe_entry", f"{shown} ({why})"))


_TOO_MANY = f"This zip has more than {ENTRIES_MAX:,} entries; export by author or by year."


def _check_end(path: Path) -> None:
    """What the directory promises, before any of it is read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _END_BYTES - _COMMENT_MAX))
            tail = file.read()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None
    end = _end_of(tail)
    if end is None:
        raise UnreadableFileError(f"{path.name} is no zip, or its end is missing.")
    if end.is_long or end.entries > ENTRIES_MAX or end.directory_bytes > DIRECTORY_BYTES_MAX:
        raise UnreadableFileError(_TOO_MANY)


def _end_of(tail: bytes) -> ArchiveEnd | None:
    # The last 22 bytes where there is no comment, as `zipfile` looks for it; else the last mark.
    at = len(tail) - _END_BYTES
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        return None
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    is_long = tail[max(0, at - 20) : at].startswith(_END64) or entries == _COMMENT_MAX
    return ArchiveEnd(entries, directory_bytes, is_long)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: one that does not say it is UTF-8 often is."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return unicodedata.normalize("NFC", name)


def _oddness(name: str, entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is not read."""
    size, packed = entry.file_size, max(1, entry.compress_size)
    reasons = (
        (_leads_out(name), "its name leads out of the zip"),
        (not _is_name(name), "no name"),
        (stat.S_ISLNK(entry.external_attr >> 16), "a link"),
        (entry.flag_bits & _ENCRYPTED, "encrypted"),
        (entry.compress_type not in _PACKED, "packed in a way that is not read"),
        (size > ENTRY_BYTES_MAX, "larger than 10 MB"),
        (size > RATIO_FROM and size > RATIO_MAX * packed, "packed as no text or picture is"),
    )
    return next((why for is_odd, why in reasons if is_odd), None)


def _leads_out(name: str) -> bool:
    is_rooted = name.startswith("/") or ":" in name.split("/", maxsplit=1)[0]
    return is_rooted or "\\" in name or ".." in PurePosixPath(name).parts


def _is_name(name: str) -> bool:
    """Whether it names something that can be told of; «.» names nothing."""
    is_short = len(name) <= NAME_LETTERS_MAX
    return is_short and name.isprintable() and bool(PurePosixPath(name).parts)


def _is_system(name: str) -> bool:
    """What systems put in by themselves."""
    parts = PurePosixPath(name).parts
    return parts[0] == "__MACOSX" or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
