"""The Markdown of articles: CommonMark with tables, notes and what is struck out; never HTML."""

from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from mentorat.text.articles.article import Language
from mentorat.text.articles.bounds import (
    NESTING_MAX,
    BoundedInline,
    bounded_table,
    check_nesting,
    check_size,
    steps_max,
)
from mentorat.text.articles.typography import print_words

# What turns the direction of the letters after it round, so that a text reads other than it is.
# (Unicode Technical Report 36, 2.10.) Control characters mean nothing in a text.
OPTIONS = MarkdownIt("commonmark", {"html": False}).options
_DROPPED = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    + [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"]
)


@cache
def _parser(language: Language) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING_MAX})
    inline = BoundedInline()
    parser.inline = inline
    parser.enable(["table", "strikethrough"]).use(footnote_plugin, inline=False)
    parser.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("block", "check_nesting", check_nesting)
    parser.core.ruler.before("text_join", "print_words", partial(print_words, language=language))
    parser.core.ruler.after("inline", "lift_titles", lift_titles)
    return parser


def parse(markdown: str, language: Language) -> list[Token]:
    """The tokens of a text, its words printed as `language` prints them; raises TextTooLong or
    TextTooNested."""
    text = markdown.translate(_DROPPED)
    check_size(text)
    return _parser(language).parse(text, {"steps_max": steps_max(text)})


def lift_titles(state: StateCore) -> None:
    """The page's title is its only h1: a text that has some has all its headings lowered."""
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    if any(token.tag == "h1" for token in headings):
        for token in headings:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
