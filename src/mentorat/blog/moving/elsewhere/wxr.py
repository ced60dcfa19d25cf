"""A WordPress export (WXR), item by item: XML in which nothing is declared and nothing looked up.

An export has neither a document type nor entities of its own; a file that has either is refused
before anything of it is expanded. Nothing of the file is held but the item at hand.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import msgspec

from mentorat.blog.moving.refusals import UnreadableFileError

CHUNK_BYTES = 256 * 1024
FILE_BYTES_MAX = 1024 * 1024 * 1024
TOKEN_BYTES_MAX = 4 * 1024 * 1024
DEPTH_MAX = 12
ELEMENT_LETTERS_MAX = 1_000_000  # what is more is dropped
ITEM_LETTERS_MAX = 6_000_000
PARTS_MAX = 5_000  # of one item: its categories, its fields, its comments
NAMES_MAX = 200

_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "": "",
}


class WxrPart(msgspec.Struct):
    """What stands in an item beside its texts: a category and its kind, a field and its name."""

    name: str
    attributes: dict[str, str]
    texts: dict[str, str]


class WxrItem(msgspec.Struct):
    """One item of the file, or one of its authors."""

    name: str
    texts: dict[str, str]
    parts: list[WxrPart]


class WxrReader:
    """Reads items while the file goes by. Raises UnreadableFileError where it is no such file."""

    def __init__(self) -> None:
        self.channel: dict[str, str] = {}
        self._done: list[WxrItem] = []
        self._path: list[str] = []
        self._words: list[str] = []
        self._letters = self._element_letters = 0
        self._item: WxrItem | None = None
        self._part: WxrPart | None = None
        self._attributes: dict[str, str] = {}
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self._parser = parser

    def items(self, path: Path) -> Iterator[WxrItem]:
        """The authors and items of a file, in order."""
        try:
            if path.stat().st_size > FILE_BYTES_MAX:
                raise UnreadableFileError("This export is larger than 1 GB: export it by year.")
            with path.open("rb") as file:
                is_last = False
                while not is_last:
                    chunk = file.read(CHUNK_BYTES)
                    is_last = not chunk
                    self._parser.Parse(chunk, is_last)
                    self._check_progress(file.tell())
                    yield from self._done
                    self._done = []
        except expat.ExpatError as error:
            raise UnreadableFileError(
                f"{path.name} is no XML from line {error.lineno} on"
                f" ({expat.ErrorString(error.code)}). Nothing of it was taken."
            ) from None
        except OSError as error:
            raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None

    def _check_progress(self, read_bytes: int) -> None:
        """A tag or a comment is held by the parser until it ends."""
        if read_bytes - self._parser.CurrentByteIndex > TOKEN_BYTES_MAX:
            raise UnreadableFileError("A part of this file has no end. Nothing of it was taken.")

    def _refuse(self, *_declared: Any) -> int:
        raise UnreadableFileError(
            "This file declares a document type or entities, which no export of WordPress does."
            " Nothing of it was taken."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(_short(name))
        if len(self._path) > DEPTH_MAX:
            raise UnreadableFileError("This file is nested deeper than any export of WordPress.")
        self._words, self._element_letters = [], 0
        depth = len(self._path)
        if depth == 3 and self._path[-1] in {"item", "wp:author"}:  # noqa: PLR2004  rss, channel, item
            self._item, self._letters = WxrItem(self._path[-1], {}, []), 0
        elif depth == 4 and self._item is not None:  # noqa: PLR2004  a part of an item
            self._part = WxrPart(self._path[-1], dict(attributes), {})

    def _text(self, text: str) -> None:
        self._element_letters += len(text)
        if self._element_letters > ELEMENT_LETTERS_MAX or self._letters > ITEM_LETTERS_MAX:
            return
        self._letters += len(text)
        self._words.append(text)

    def _end(self, _name: str) -> None:
        name, text = self._path.pop(), "".join(self._words)
        self._words = []
        depth = len(self._path)
        if self._item is None:
            if depth == 2 and len(self.channel) < NAMES_MAX:  # noqa: PLR2004  of the channel
                self.channel[name] = text[:1000]
            self._letters = 0
            return
        if depth == 2:  # noqa: PLR2004  the item itself
            self._done.append(self._item)
            self._item = None
        elif depth == 3:  # noqa: PLR2004  one of its parts
            self._keep(self._item, name, text)
        elif depth == 4 and self._part is not None and len(self._part.texts) < NAMES_MAX:  # noqa: PLR2004  a field of a part
            self._part.texts[name] = text

    def _keep(self, item: WxrItem, name: str, text: str) -> None:
        part, self._part = self._part, None
        if len(item.texts) < NAMES_MAX:
            item.texts.setdefault(name, text)
        if part is not None and (part.attributes or part.texts) and len(item.parts) < PARTS_MAX:
            part.texts.setdefault("", text)
            item.parts.append(part)


def _short(name: str) -> str:
    """`{namespace} name` as exports of every version write it: wp:post_id, excerpt:encoded."""
    space, _, local = name.rpartition(" ")
    if space.startswith("http://wordpress.org/export/"):
        return f"{'excerpt' if space.endswith('excerpt/') else 'wp'}:{local}"
    return f"{_PREFIXES.get(space, '?')}{local}"
