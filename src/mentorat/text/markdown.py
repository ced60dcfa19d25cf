"""Presentations: a little Markdown, made into HTML that cannot do harm."""

import nh3
from markdown_it import MarkdownIt

from mentorat.bounded_cache import MEGABYTE, BoundedCache

# Emphasis, lists, quotes, code, links: no headings, images or HTML of the author's.
_RULES = ("emphasis", "list", "blockquote", "backticks", "link", "autolink", "newline", "escape")
_PARSER = MarkdownIt("zero", {"breaks": True}).enable([*_RULES, "entity"])
LETTER_BYTES = 4  # at most
_made = BoundedCache[str, str](bytes_max=8 * MEGABYTE)
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"}


def _whole_links(_tag: str, name: str, value: str) -> str | None:
    is_whole = value.lower().startswith(("http://", "https://", "mailto:"))
    return value if name == "rel" or (name == "href" and is_whole) else None


def safe_html(text: str) -> str:
    """`text` as HTML of a few harmless elements; links go to http, https and mailto only."""
    found = _made.get(text)
    if found is None:
        found = _clean_html(text)
        _made.keep(text, found, weight=LETTER_BYTES * (len(text) + len(found)))
    return found


def _clean_html(text: str) -> str:
    return nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_whole_links,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
