"""The tree of a page as Markdown, and what of it Markdown cannot say."""

import re
from collections.abc import Callable, Sequence

import msgspec

from mentorat.text.from_html.contents import source_of, text_of, within
from mentorat.text.from_html.elements import Element, read_html
from mentorat.text.from_html.escaping import (
    code_span,
    destination,
    emphasised,
    escape_marks,
    escape_starts,
    fenced,
    joined,
    one_space,
)
from mentorat.text.from_html.layout import indented, item_text, trimmed
from mentorat.text.from_html.tables import table_rows, written_table

HTML_CHARACTERS_MAX = 600_000

MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "del": "~~", "s": "~~"}
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
CODE = frozenset(("code", "kbd", "samp", "tt"))
# Each leaves its address as a link, where it has one, and is told.
PLAYERS = frozenset(("iframe", "video", "audio", "object", "embed"))
FORMS = frozenset(("form", "button", "input", "select", "textarea", "canvas", "svg", "math"))

_BREAK_AND_LINE = re.compile(r"<br ?/?>[ \t]*\n")


class Conversion(msgspec.Struct, frozen=True):
    """A page as Markdown, and what was left out or became less: each kind with what it was."""

    markdown: str
    losses: list[tuple[str, str]]


def to_markdown(html: str, *, keeps_lines: bool = False) -> Conversion:
    """A part of a page as Markdown; `keeps_lines` where, as in old editors, an empty line parts
    paragraphs and the end of a line is one. At most HTML_CHARACTERS_MAX are read."""
    writer = MarkdownWriter(keeps_lines=keeps_lines)
    read = html[:HTML_CHARACTERS_MAX]
    if keeps_lines:
        read = _BREAK_AND_LINE.sub("<br>", read.replace("\r\n", "\n"))
    blocks = writer.blocks(read_html(read).children)
    return Conversion("\n\n".join(blocks), writer.losses)


class MarkdownWriter:
    """Writes one page; `losses` is what it could not say."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self.keeps_lines = keeps_lines
        self.losses: list[tuple[str, str]] = []

    def blocks(self, children: Sequence[Element | str]) -> list[str]:
        """Paragraphs, lists, pictures… in order; what stands between them is paragraphs too."""
        found: list[str] = []
        loose: list[Element | str] = []
        for child in [*children, None]:
            if isinstance(child, str) or (child is not None and not child.holds_blocks):
                loose.append(child)
                continue
            found += self._paragraphs(loose)
            loose = []
            if isinstance(child, Element):
                found += self._block(child)
        return [block for block in found if block.strip()]

    def _paragraphs(self, children: Sequence[Element | str]) -> list[str]:
        text = self.inline(children)
        if not self.keeps_lines:
            return [escape_starts(trimmed(text))]
        parts = [escape_starts(trimmed(part)) for part in text.split("\n\n")]
        return [part.replace("\n", "\\\n") for part in parts]

    def _block(self, element: Element) -> list[str]:
        name = element.name
        if name in HEADINGS:
            words = one_space(self.inline(element.children).replace("\\\n", " ")).strip()
            return [f"{HEADINGS[name]} {words}"] if words else []
        if name == "hr":
            return ["***"]
        if name in PLAYERS:
            return self._player(element)
        writer = _WRITERS.get(name)
        return writer(self, element) if writer else self.blocks(element.children)

    def _player(self, element: Element) -> list[str]:
        inner = next(
            (e for e in element.children if isinstance(e, Element) and source_of(e)), element
        )
        url = source_of(element) or source_of(inner)
        self.losses.append(("embed", url or element.name))
        return [f"<{url}>"] if url.startswith(("http://", "https://")) and " " not in url else []

    def quote(self, element: Element) -> list[str]:
        """Words of somebody else."""
        text = "\n\n".join(self.blocks(element.children))
        return ["\n".join(f"> {line}".rstrip() for line in text.split("\n"))] if text else []

    def listed(self, element: Element) -> list[str]:
        """A list, whose items are lines or hold lists again."""
        items: list[str] = []
        number = 1
        for child in element.children:
            if isinstance(child, str):
                continue
            mark = f"{number}. " if element.name == "ol" else "- "
            parts = self.blocks(child.children if child.name == "li" else [child])
            if parts:
                items.append(indented(mark, item_text(parts)))
                number += 1
        return ["\n".join(items)] if items else []

    def code(self, element: Element) -> list[str]:
        """Code, as it stands, with its language where its class names it."""
        text = text_of(element).removeprefix("\n").removesuffix("\n")
        inner = next((e for e in element.children if isinstance(e, Element)), element)
        classes = f"{element.attributes.get('class', '')} {inner.attributes.get('class', '')}"
        names = (name.partition("-") for name in classes.split())
        language = next((rest for kind, _, rest in names if kind in {"language", "lang"}), "")
        fence = fenced(text)
        plain = "".join(letter for letter in language if letter.isalnum() or letter in "+#-")
        return [f"{fence}{plain}\n{text}\n{fence}"] if text.strip() else []

    def table(self, element: Element) -> list[str]:
        """A table, where each of its cells is a line; of any other, its rows as lines."""
        rows = table_rows(element)
        cells = [
            [one_space(self.inline(cell.children).replace("\\\n", " ")).strip() for cell in row]
            for row in rows
        ]
        if not any(any(row) for row in cells):
            return []
        written = written_table(element, rows, cells)
        if written is not None:
            return [written]
        self.losses.append(("table", cells[0][0] if cells[0] else ""))
        return [escape_starts(" · ".join(filter(None, row))) for row in cells if any(row)]

    def figure(self, element: Element) -> list[str]:
        """A picture with its caption, or whatever else stands in a figure."""
        caption = next((e for e in within(element) if e.name == "figcaption"), None)
        pictures = [e for e in within(element) if e.name == "img"]
        others = {e.name for e in within(element)} & {"table", "pre", "blockquote", *PLAYERS}
        if "embed" in element.attributes.get("class", "") and not others:
            return self._embedded(element)
        if len(pictures) != 1 or others:
            return self.blocks(element.children)
        words = one_space(text_of(caption)).strip() if caption else ""
        return [self.picture(pictures[0], caption=words)]

    def _embedded(self, element: Element) -> list[str]:
        links = [e.attributes.get("href", "") for e in within(element) if e.name == "a"]
        url = next((word for word in [*links, *text_of(element).split()] if "://" in word), "")
        self.losses.append(("embed", url or "embed"))
        return [f"<{url}>"] if url and not set("<>") & set(url) else []

    def term(self, element: Element) -> list[str]:
        """The word that a definition or a folded part is about."""
        words = self.inline(element.children).strip()
        return [joined(list(emphasised("**", words)))] if words else []

    def inline(self, children: Sequence[Element | str]) -> str:
        """Words of one paragraph."""
        return joined([piece for child in children for piece in self._pieces(child)])

    def _pieces(self, child: Element | str) -> tuple[str, ...]:
        if isinstance(child, str):
            return (escape_marks(self._spaced(child)),)
        name = child.name
        if name in _ALONE:
            return (_ALONE[name](self, child),)
        if name in PLAYERS:
            return tuple(self._player(child))
        inner = self.inline(child.children)
        if name in MARKS and "\n\n" not in inner:
            return emphasised(MARKS[name], inner)
        return (self._link(child, inner),) if name == "a" else (inner,)

    def end_of_line(self, _element: Element) -> str:
        """A line that ends where it was written to."""
        return "\n" if self.keeps_lines else "\\\n"

    def form(self, element: Element) -> str:
        """What somebody would fill in: it is told, nothing of it stays."""
        self.losses.append(("form", element.name))
        return ""

    def _spaced(self, text: str) -> str:
        if not self.keeps_lines:
            return one_space(text)
        return "\n".join(one_space(line) for line in text.split("\n"))

    def _link(self, element: Element, words: str) -> str:
        url = element.attributes.get("href", "").strip()
        shown = words.strip()
        if not url or not shown or "\n\n" in shown or url.lower().startswith("javascript:"):
            return words
        if shown.startswith("![") and shown.count("![") == 1 and shown.endswith(")"):
            return words  # a picture that leads to itself, larger
        before, after = words[: words.index(shown[0])], words[len(words.rstrip()) :]
        return f"{before}[{shown}]({destination(url)}){after}"

    def picture(self, element: Element, *, caption: str = "") -> str:
        """A picture, by its address and its words."""
        url = source_of(element)
        if not url or url.startswith("data:"):
            self.losses.append(("image", "data:" if url else "without an address"))
            return ""
        alt = escape_marks(one_space(element.attributes.get("alt", "")).strip())
        title = caption.replace("\\", "\\\\").replace('"', '\\"')
        return f"![{alt}]({destination(url)}" + (f' "{title}")' if title else ")")


_ALONE: dict[str, Callable[[MarkdownWriter, Element], str]] = {
    "br": MarkdownWriter.end_of_line,
    "img": MarkdownWriter.picture,
    **dict.fromkeys(FORMS, MarkdownWriter.form),
    **dict.fromkeys(CODE, lambda _writer, element: code_span(text_of(element))),
}
_WRITERS: dict[str, Callable[[MarkdownWriter, Element], list[str]]] = {
    "blockquote": MarkdownWriter.quote,
    "ul": MarkdownWriter.listed,
    "ol": MarkdownWriter.listed,
    "pre": MarkdownWriter.code,
    "table": MarkdownWriter.table,
    "figure": MarkdownWriter.figure,
    "dt": MarkdownWriter.term,
    "summary": MarkdownWriter.term,
}
