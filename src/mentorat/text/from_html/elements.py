"""HTML as people and editors write it, read into a tree in time and depth that are bounded.

Nothing of it is ever shown: it becomes Markdown, whose renderer alone writes pages. So nothing has
to be understood as a browser would; but nothing may take longer than its length explains, and the
tree is no deeper than a function may call itself.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import msgspec

DEPTH_MAX = 60  # of elements in elements; what is deeper loses its marks, not its words
TAG_LETTERS_MAX = 4_000

VOID = frozenset(
    ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
        ),
        *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "iframe"),
        *("video", "audio", "object", "embed"),
    )
)
UNREAD = frozenset(("script", "style", "template", "noscript", "title"))  # their text is no text
# What a new one of these ends: an item ends the item before it.
ENDED_BY = {
    "li": frozenset(("li",)),
    "tr": frozenset(("tr", "td", "th")),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "option": frozenset(("option",)),
}
HOLDERS = frozenset(("ul", "ol", "table", "dl", "blockquote", "select", "body"))

_TAG = re.compile(
    r"<(/?)([a-zA-Z][\w:-]{0,40})((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]{1,60})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?",
)
_MARKS = re.compile(r"<!--|<!\[CDATA\[|<!|<\?")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">", "<?": ">"}


class Element(msgspec.Struct):
    """An element of a page; its children are elements and texts."""

    name: str
    attributes: dict[str, str]
    children: "list[Element | str]"
    holds_blocks: bool = False


class HtmlTag(NamedTuple):
    """The beginning or the end of an element."""

    name: str
    attributes: dict[str, str]
    is_end: bool


def read_html(html: str) -> Element:
    """The tree of a page or of a part of one; comments and scripts are no part of it."""
    root = Element("body", {}, [])
    stack = [root]
    for piece in _pieces(html):
        if isinstance(piece, str):
            stack[-1].children.append(piece)
        elif piece.is_end:
            _close(stack, piece.name)
        else:
            _open(stack, piece)
    return root


def _open(stack: list[Element], tag: HtmlTag) -> None:
    if tag.name in BLOCKS and any(element.name == "p" for element in stack):
        _close(stack, "p")
    if tag.name in ENDED_BY:
        _end_sibling(stack, ENDED_BY[tag.name])
    if tag.name in BLOCKS:
        for outer in stack:
            outer.holds_blocks = True
    element = Element(tag.name, tag.attributes, [], holds_blocks=tag.name in BLOCKS)
    if tag.name in VOID or len(stack) < DEPTH_MAX:
        stack[-1].children.append(element)
    if tag.name not in VOID and len(stack) < DEPTH_MAX:
        stack.append(element)


def _close(stack: list[Element], name: str) -> None:
    for at in range(len(stack) - 1, 0, -1):
        if stack[at].name == name:
            del stack[at:]
            return
        if stack[at].name in HOLDERS and name not in HOLDERS:
            return


def _end_sibling(stack: list[Element], names: frozenset[str]) -> None:
    for at in range(len(stack) - 1, 0, -1):
        if stack[at].name in names:
            del stack[at:]
            return
        if stack[at].name in HOLDERS:
            return


def _pieces(html: str) -> Iterator[HtmlTag | str]:
    at, length = 0, len(html)
    while at < length:
        opens = html.find("<", at)
        if opens < 0:
            yield unescape(html[at:])
            return
        if opens > at:
            yield unescape(html[at:opens])
        at, found = _mark(html, opens)
        if found is not None:
            yield found
        if isinstance(found, HtmlTag) and found.name in UNREAD and not found.is_end:
            at = _after_unread(html, at, found.name)


def _mark(html: str, at: int) -> tuple[int, HtmlTag | str | None]:
    """What begins with the `<` at a place, and where it ends."""
    mark = _MARKS.match(html, at)
    if mark:
        end = html.find(_ENDS[mark[0]], mark.end())
        return (len(html) if end < 0 else end + len(_ENDS[mark[0]])), None
    tag = _TAG.match(html, at, at + TAG_LETTERS_MAX)
    if tag is None:
        return at + 1, "<"
    return tag.end(), HtmlTag(tag[2].lower(), _attributes(tag[3]), bool(tag[1]))


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
    return found


def _after_unread(html: str, at: int, name: str) -> int:
    """Where the text of a script ends, with it and its end."""
    begins = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
    ends = html.find(">", begins.end()) if begins else -1
    return ends + 1 if ends >= 0 else len(html)
