"""The HTML of each part of an article."""

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from mentorat.text.articles.addresses import address, file_key
from mentorat.text.articles.article import Heading, Language
from mentorat.text.articles.highlighting import CodePainter, language_of
from mentorat.text.articles.inline_text import image_alt
from mentorat.text.articles.labels import label
from mentorat.text.articles.outline import heading_id

ELSEWHERE = "nofollow ugc noopener"
SIDES = {"text-align:right": "is-end", "text-align:center": "is-middle"}
Tokens = Sequence[Token]


class ArticleRenderer(RendererHTML):
    """Writes one article; tables and code are counted, so that each has a name of its own."""

    def __init__(self, language: Language, toc: Sequence[Heading]) -> None:
        super().__init__()
        self.language = language
        self.ids = {heading.id for heading in toc}
        self.painter = CodePainter()
        self.tables = self.codes = 0
        self.open_links: list[bool] = []

    # Links and pictures

    def link_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A link whose address is allowed; of any other, its words alone."""
        token = tokens[idx]
        found = address(str(token.attrs.get("href", "")))
        self.open_links.append(found is not None)
        if found is None:
            return ""
        attributes = f'href="{escape(self._place(found.url))}"'
        if token.attrs.get("title"):
            attributes += f' title="{escape(str(token.attrs["title"]))}"'
        if found.is_foreign:
            attributes += f' rel="{ELSEWHERE}"'
        return f"<a {attributes}>"

    def link_close(self, *_: Any) -> str:
        """The end of a link, where it began."""
        return "</a>" if self.open_links.pop() else ""

    def _place(self, url: str) -> str:
        """`#my-part` as the heading of that name is called here."""
        if url[:1] != "#" or url[1:] in self.ids:
            return url
        named = heading_id(unquote(url[1:]))
        return f"#{named}" if named in self.ids else url

    def image(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A picture of ours; one from elsewhere is a link to it, since our pages show none."""
        token = tokens[idx]
        url, alt = str(token.attrs.get("src", "")), image_alt(token)
        if file_key(url) is not None:
            return (
                f'<img src="{escape(url)}" alt="{escape(alt)}"'
                ' loading="lazy" decoding="async" referrerpolicy="no-referrer">'
            )
        found = address(url)
        if found is None or any(self.open_links):
            return escape(alt)
        words = escape(alt or label(self.language, "image"))
        rel = f' rel="{ELSEWHERE}"' if found.is_foreign else ""
        return f'<a href="{escape(found.url)}"{rel}>{words}</a>'

    # A picture that stands alone is a figure, its title the caption.

    def paragraph_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Any) -> str:
        """The start of a paragraph, or of a figure."""
        if _figure(tokens, idx) is not None:
            return "<figure>"
        return self.renderToken(tokens, idx, options, env)

    def paragraph_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Any) -> str:
        """The end of what `paragraph_open` began."""
        figure = _figure(tokens, idx - 2)
        if figure is None:
            return self.renderToken(tokens, idx, options, env)
        title = str(figure.attrs.get("title", ""))
        caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
        return f"{caption}</figure>\n"

    # Tables scroll in a box of their own, by keyboard too.

    def table_open(self, *_: Any) -> str:
        """A table in its box."""
        self.tables += 1
        name = label(self.language, "table", self.tables)
        return (
            f'<div class="table-scroll" role="group" tabindex="0" aria-label="{name}">\n<table>\n'
        )

    def table_close(self, *_: Any) -> str:
        """The end of a table and its box."""
        return "</table>\n</div>\n"

    def th_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A header of a column."""
        return f'<th scope="col"{_side(tokens[idx])}>'

    def td_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A cell on the side its column is set to."""
        return f"<td{_side(tokens[idx])}>"

    # Code

    def fence(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A block of code in the colours of its language."""
        token = tokens[idx]
        self.codes += 1
        language = language_of(token.info)
        named = f' class="language-{language}"' if language else ""
        name = label(self.language, "code", self.codes)
        code = self.painter.paint(token.content, token.info)
        return (
            f'<pre role="group" tabindex="0" aria-label="{name}"><code{named}>{code}</code></pre>\n'
        )

    def code_block(self, tokens: Tokens, idx: int, *rest: Any) -> str:
        """Indented code names no language."""
        return self.fence(tokens, idx, *rest)

    # Notes

    def footnote_ref(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """The mark of a note in the text."""
        number, place = _note(tokens[idx])
        name = label(self.language, "note", number)
        return (
            f'<sup><a href="#fn-{number}" id="fnref-{place}" role="doc-noteref"'
            f' aria-label="{name}">{number}</a></sup>'
        )

    def footnote_block_open(self, *_: Any) -> str:
        """The notes after the text."""
        return f'<section role="doc-endnotes" aria-label="{label(self.language, "notes")}">\n<ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        """The end of the notes."""
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """A note."""
        return f'<li id="fn-{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, *_: Any) -> str:
        """The end of a note."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """The way back from a note to each of its marks."""
        number, place = _note(tokens[idx])
        name = label(self.language, "back", number)
        return f' <a href="#fnref-{place}" role="doc-backlink" aria-label="{name}">↩\ufe0e</a>'


def _side(cell: Token) -> str:
    name = SIDES.get(str(cell.attrs.get("style", "")))
    return f' class="{name}"' if name else ""


def _note(token: Token) -> tuple[int, str]:
    number = token.meta["id"] + 1
    again = token.meta.get("subId", 0)
    return number, f"{number}-{again + 1}" if again else str(number)


def _figure(tokens: Tokens, idx: int) -> Token | None:
    """The picture of a paragraph that holds nothing else."""
    if idx < 0 or tokens[idx].type != "paragraph_open" or tokens[idx].hidden:
        return None
    children = tokens[idx + 1].children or []
    if len(children) != 1 or children[0].type != "image":
        return None
    return children[0] if file_key(str(children[0].attrs.get("src", ""))) else None
