"""The addresses in a Markdown text: found and replaced where they stand, nothing else touched."""

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from urllib.parse import unquote

from mentorat.text.articles.addresses import OUR_FILES

TARGET_LETTERS_MAX = 500
_INLINE = re.compile(r"(\]\([ \t]*)(<[^<>\n]{1,500}>|[^\s()<>]{1,500})")
_DEFINED = re.compile(
    r"(^ {0,3}\[[^\]\n]{1,100}\]:[ \t]*)(<[^<>\n]{1,500}>|\S{1,500})", re.MULTILINE
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_FILE = re.compile(r"(?<![\w/.:-])/files/(images/[a-z2-7]{26}/[0-9]{1,5}\.webp)")
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:$|[?#])", re.IGNORECASE)


def targets(markdown: str) -> Iterator[str]:
    """Every address of a link or a picture, as it is written."""
    for pattern in (_INLINE, _DEFINED):
        for found in pattern.finditer(markdown):
            yield found[2].strip("<>")


def with_targets(markdown: str, places: Mapping[str, str]) -> str:
    """The text with some addresses replaced."""

    def replaced(found: re.Match[str]) -> str:
        place = places.get(found[2].strip("<>"))
        return found[0] if place is None else f"{found[1]}{place}"

    if not places:
        return markdown
    return _DEFINED.sub(replaced, _INLINE.sub(replaced, markdown))


def is_local(target: str) -> bool:
    """Whether an address leads into the file it stands in."""
    return bool(target) and not _SCHEME.match(target) and not target.startswith(OUR_FILES)


def is_picture_name(target: str) -> bool:
    """Whether an address is that of a picture, by its name."""
    return _PICTURE_NAME.search(target) is not None


def entry_names(target: str, folder: str) -> Iterator[str]:
    """Where an address of a text in `folder` may lead in its zip, likeliest first."""
    path = unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]).lstrip()
    yield normpath(join(folder, path.lstrip("/") if path.startswith("/") else path))
    rooted = normpath(path.lstrip("/"))
    yield rooted
    yield from (f"{root}/{rooted}" for root in ("static", "public", "assets", "source"))


def exported(markdown: str) -> str:
    """A text whose pictures of ours are entries of its zip."""
    return _FILE.sub(r"\1", markdown)


def file_keys(markdown: str) -> list[str]:
    """The files of ours that a text names, each once."""
    return list(dict.fromkeys(_FILE.findall(markdown)))
