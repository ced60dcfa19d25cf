"""The lines before an article: YAML between `---`, or TOML between `+++`, read as words only.

Of YAML nothing is guessed: `title: 2024` is «2024» and `title: no` is «no». An alias, which lets a
few lines become gigabytes, is refused, and so is what stands deeper than a list in a list.
"""

import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

CHARACTERS_MAX = 32_000
DEPTH_MAX = 6
FENCES = {"---": "---", "+++": "+++"}
_DEEP = "[" * 40  # no front matter nests so deep; a parser that calls itself would fall over

Value = str | list[str]


class FrontMatterError(ValueError):
    """The lines before an article cannot be read; the message says why."""


class ParsedFile(NamedTuple):
    """An article's lines and its text."""

    values: dict[str, Value]
    markdown: str


def parse_file(text: str) -> ParsedFile:
    """A file as lines and text; one without lines is all text. Raises FrontMatterError."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fence = FENCES.get(plain[:4].rstrip("\n"))
    if fence is None or plain[3:4] != "\n":
        return ParsedFile({}, plain)
    end = plain.find(f"\n{fence}", 3, CHARACTERS_MAX)
    after = plain[end + 4 : end + 5]
    while end >= 0 and after not in {"\n", ""}:
        end = plain.find(f"\n{fence}", end + 1, CHARACTERS_MAX)
        after = plain[end + 4 : end + 5]
    if end < 0:
        raise FrontMatterError("its front matter does not end, or is too long")
    lines = plain[4 : end + 1]
    values = _yaml(lines) if fence == "---" else _toml(lines)
    body = plain[end + 5 :]
    return ParsedFile(_flattened(values), body.removeprefix("\n").removesuffix("\n"))


def write_file(values: Mapping[str, object], markdown: str) -> str:
    """The same file for the same article: what has no value is not written."""
    known = {name: value for name, value in values.items() if value not in (None, "", [], ())}
    lines = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=2**31)
    return f"---\n{lines}---\n\n{markdown}\n"


class WordLoader(yaml.BaseLoader):
    """Reads YAML as words, lists and tables of words; nothing of it becomes anything else."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node, no alias, no deeper than anybody writes."""
        if self.check_event(yaml.AliasEvent):
            raise FrontMatterError("its front matter has an alias (*name), which is not read")
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise FrontMatterError("its front matter is nested too deep")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _yaml(lines: str) -> object:
    try:
        # Nothing of ours: a loader that makes words alone.
        return yaml.load(lines, Loader=WordLoader)  # noqa: S506  a BaseLoader makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        raise FrontMatterError(f"its front matter is no YAML{where}") from None
    except (TypeError, ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, FrontMatterError) else "its front matter is no YAML"
        raise FrontMatterError(told) from None


def _toml(lines: str) -> object:
    if _DEEP in lines:
        raise FrontMatterError("its front matter is nested too deep")
    try:
        return tomllib.loads(lines)
    except (ValueError, RecursionError):
        raise FrontMatterError("its front matter is no TOML") from None


def _flattened(values: object) -> dict[str, Value]:
    """Names and words; tables in tables, as of a theme's own settings, are left out."""
    if values is None or values == "":
        return {}
    if not isinstance(values, dict):
        raise FrontMatterError("its front matter is no list of names and values")
    found: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, list):
            found[_key(name)] = [_word(item) for item in value if not isinstance(item, list | dict)]
        elif not isinstance(value, dict):
            found[_key(name)] = _word(value)
    return found


def _key(name: object) -> str:
    return str(name).strip().lower().replace("-", "_")


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    word = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return word.encode("utf-8", "replace").decode()  # YAML can write half a character
