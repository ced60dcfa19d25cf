"""Texts that want to run in a reader's browser, `hit()` being what they want to call."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

VECTORS_FILE = Path(__file__).parents[2] / "data" / "hostile_markdown.json"
ELEMENTS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "blockquote", "ul", "ol"),
    *("li", "a", "img", "figure", "figcaption", "pre", "code", "span", "div", "sup", "table"),
    *("thead", "tbody", "tr", "th", "td", "section"),
}
ATTRIBUTES = {
    *("href", "title", "rel", "id", "role", "aria-label", "tabindex", "src", "alt", "loading"),
    *("decoding", "referrerpolicy", "class", "scope", "start"),
}
SCHEMES = {"", "http", "https", "mailto"}
ID_BEGINNINGS = ("s-", "fn-", "fnref-")


class HostileText(msgspec.Struct, frozen=True):
    """One text and what it tries."""

    kind: str
    text: str


def hostile_texts() -> list[HostileText]:
    """All of them, each once."""
    return msgspec.convert(json.loads(VECTORS_FILE.read_text("utf-8")), list[HostileText])


class ForbiddenParts(HTMLParser):
    """Reads a page with another parser than the one that cleaned it, and notes what must not be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}>")
        self.found += [problem for name, value in attrs for problem in forbidden(name, value or "")]

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}")


def forbidden(name: str, value: str) -> Iterator[str]:
    """What is wrong with one attribute, as a browser reads it: without blanks and control signs."""
    shown = f'{name}="{value}"'
    if name not in ATTRIBUTES:
        yield shown
    if name in {"href", "src"}:
        read = "".join(letter for letter in value if letter > " " and letter != "\x7f")
        if read.startswith(("//", "/\\", "\\")) or urlsplit(read).scheme not in SCHEMES:
            yield shown
    if name == "src" and not value.startswith("/files/"):
        yield shown
    if name == "id" and not value.startswith(ID_BEGINNINGS):
        yield shown


def forbidden_parts(html: str) -> list[str]:
    """What a page holds that no article may."""
    reader = ForbiddenParts()
    reader.feed(html)
    reader.close()
    return reader.found
