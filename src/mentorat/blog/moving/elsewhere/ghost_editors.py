"""What Ghost's two editors store, as HTML: lexical (since Ghost 5) and mobiledoc (1 to 5).

A Markdown card is Markdown already; it stands between two marks in the HTML and is put back after.
"""

from html import escape
from typing import Any

import msgspec

from mentorat.blog.moving.elsewhere.cards import card_html

DEPTH_MAX = 40
NODES_MAX = 50_000
# A bit each, outermost first (Lexical: text format).
FORMATS = ((2, "em"), (1, "strong"), (4, "s"), (16, "code"))
BLOCKS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
    "link": "a",
    "autolink": "a",
}


class EditorPage(msgspec.Struct):
    """The HTML of a stored page, its cards that are no part of it, and its Markdown cards."""

    html: str = ""
    strange: list[str] = []
    markdown: list[str] = []


class LexicalReader:
    """Reads one page of the newer editor."""

    def __init__(self) -> None:
        self.page = EditorPage()
        self._nodes = 0

    def read(self, stored: str) -> EditorPage | None:
        """The page; None for what is none."""
        document = _decoded(stored)
        root = document.get("root") if isinstance(document, dict) else None
        if not isinstance(root, dict):
            return None
        self.page.html = self._children(root, 0)
        return self.page

    def _children(self, node: dict[str, Any], depth: int) -> str:
        children = node.get("children")
        if not isinstance(children, list) or depth > DEPTH_MAX:
            return ""
        return "".join(self._node(child, depth) for child in children if isinstance(child, dict))

    def _node(self, node: dict[str, Any], depth: int) -> str:
        self._nodes += 1
        kind = node.get("type")
        if self._nodes > NODES_MAX or not isinstance(kind, str):
            return ""
        if kind in {"text", "extended-text"}:
            return _formatted(node)
        if kind == "linebreak":
            return "<br>"
        if kind == "markdown":
            return _markdown_card(self.page, node)
        inner = self._children(node, depth + 1)
        name = _element(node, kind)
        if name is None:
            return _card(self.page, kind, node)
        url = node.get("url")
        link = f' href="{escape(url)}"' if name == "a" and isinstance(url, str) else ""
        return f"<{name}{link}>{inner}</{name}>"


class MobiledocReader:
    """Reads one page of the older editor."""

    def __init__(self) -> None:
        self.page = EditorPage()

    def read(self, stored: str) -> EditorPage | None:
        """The page; None for what is none."""
        document = _decoded(stored)
        if not isinstance(document, dict) or not isinstance(document.get("sections"), list):
            return None
        self._document = document
        sections = document["sections"][:NODES_MAX]
        self.page.html = "".join(self._section(s) for s in sections if isinstance(s, list) and s)
        return self.page

    def _section(self, section: list[Any]) -> str:
        match section:
            case [1, str(tag), list(markers), *_]:
                return f"<{escape(tag)}>{self._markers(markers)}</{escape(tag)}>"
            case [2, str(src), *_]:
                return f'<img src="{escape(src)}">'
            case [3, str(tag), list(items), *_]:
                inner = "".join(
                    f"<li>{self._markers(i)}</li>" for i in items if isinstance(i, list)
                )
                return f"<{escape(tag)}>{inner}</{escape(tag)}>"
            case [10, int(at), *_]:
                return self._card(self._entry("cards", at))
        return ""

    def _entry(self, name: str, at: int) -> list[Any]:
        entries = self._document.get(name)
        known = isinstance(entries, list) and 0 <= at < len(entries)
        entry = entries[at] if known and entries else None
        return entry if isinstance(entry, list) else []

    def _card(self, card: list[Any]) -> str:
        match card:
            case [("markdown" | "card-markdown"), dict(payload), *_]:
                return _markdown_card(self.page, payload)
            case [str(name), dict(payload), *_]:
                return _card(self.page, name, payload)
        return ""

    def _markers(self, markers: list[Any]) -> str:
        """Words with the marks that open before and close after them."""
        found: list[str] = []
        opened: list[str] = []
        for marker in markers:
            match marker:
                case [int(kind), list(opens), int(closes), value, *_]:
                    found += [self._opening(at, opened) for at in opens[:DEPTH_MAX]]
                    found.append(escape(value) if kind == 0 and isinstance(value, str) else "<br>")
                    closed = range(min(closes, len(opened)))
                    found += [f"</{opened.pop()}>" for _ in closed]
        return "".join(found)

    def _opening(self, at: object, opened: list[str]) -> str:
        match self._entry("markups", at) if isinstance(at, int) else []:
            case ["a", [*attributes]] if "href" in attributes[:-1]:
                opened.append("a")
                return f'<a href="{escape(str(attributes[attributes.index("href") + 1]))}">'
            case [str(tag), *_]:
                opened.append(escape(tag))
                return f"<{escape(tag)}>"
        opened.append("span")
        return "<span>"


def _decoded(stored: str) -> Any:
    try:
        return msgspec.json.decode(stored)
    except (msgspec.DecodeError, RecursionError):
        return None


def _formatted(node: dict[str, Any]) -> str:
    text, format_ = node.get("text"), node.get("format")
    found = escape(text) if isinstance(text, str) else ""
    bits = format_ if isinstance(format_, int) else 0
    for bit, name in reversed(FORMATS):
        found = f"<{name}>{found}</{name}>" if bits & bit else found
    return found


def _element(node: dict[str, Any], kind: str) -> str | None:
    if kind in {"heading", "extended-heading"}:
        tag = node.get("tag")
        return tag if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else "h2"
    if kind == "list":
        return "ol" if node.get("listType") == "number" else "ul"
    return BLOCKS.get(kind)


def _card(page: EditorPage, name: str, card: dict[str, Any]) -> str:
    html = card_html(name, card)
    if html is None:
        page.strange.append(name)
    return html or ""


def _markdown_card(page: EditorPage, card: dict[str, Any]) -> str:
    text = card.get("markdown")
    if not isinstance(text, str) or not text.strip():
        return ""
    page.markdown.append(text.strip())
    return f"<p>{place_of(len(page.markdown) - 1)}</p>"


def place_of(number: int) -> str:
    """Where a Markdown card stands in the HTML."""
    return f"mentoratmarkdowncard{number}end"
