"""Presentations: a little Markdown, made into HTML that cannot do harm."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# Emphasis, lists, quotes, code, links: no headings, images or HTML of the author's.
_RULES = ("emphasis", "list", "blockquote", "backticks", "link", "autolink", "newline", "escape")
_PARSER = MarkdownIt("zero", {"breaks": True}).enable([*_RULES, "entity"])
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"}


def _whole_links(_tag: str, name: str, value: str) -> str | None:
    is_whole = value.lower().startswith(("http://", "https://", "mailto:"))
    return value if name == "rel" or (name == "href" and is_whole) else None


@lru_cache(maxsize=2048)
def safe_html(text: str) -> str:
    """`text` as HTML of a few harmless elements; links go to http, https and mailto only."""
    return nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_whole_links,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
