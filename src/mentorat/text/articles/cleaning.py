"""The second lock: whatever the renderer wrote, only these elements and attributes leave."""

import re

import nh3

from mentorat.text.articles.highlighting import CLASSES

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "blockquote"),
    *("ul", "ol", "li", "a", "img", "figure", "figcaption", "pre", "code", "span", "div", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td", "section"),
}
_NAMED = {"role", "tabindex", "aria-label"}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "role", "aria-label"},
    "img": {"src", "alt", "loading", "decoding", "referrerpolicy"},
    "div": {"class", *_NAMED},
    "pre": _NAMED,
    "code": {"class"},
    "span": {"class"},
    "section": {"role", "aria-label"},
    "ol": {"start"},
    "li": {"id"},
    "th": {"scope", "class"},
    "td": {"class"},
    **{level: {"id"} for level in ("h2", "h3", "h4")},
}
_VALUES = {
    ("a", "rel"): "nofollow ugc noopener",
    ("a", "id"): r"fnref-\d+(-\d+)?",
    ("a", "role"): "doc-noteref|doc-backlink",
    ("img", "src"): r"/files/[\w./-]+",
    ("div", "class"): "table-scroll",
    ("code", "class"): r"language-[a-z]+",
    ("span", "class"): "|".join(sorted(set(CLASSES.values()))),
    ("section", "role"): "doc-endnotes",
    ("li", "id"): r"fn-\d+",
    ("th", "class"): "is-end|is-middle",
    ("td", "class"): "is-end|is-middle",
    **{(level, "id"): r"s-[\w-]+" for level in ("h2", "h3", "h4")},
}
_ALLOWED = {place: re.compile(values) for place, values in _VALUES.items()}


def _known_values(tag: str, name: str, value: str) -> str | None:
    allowed = _ALLOWED.get((tag, name))
    return value if allowed is None or allowed.fullmatch(value) else None


def clean(html: str) -> str:
    """`html` of the elements, attributes and values that articles are made of."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_known_values,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def absolute(html: str, base: str) -> str:
    """Cleaned `html` for readers elsewhere: every address of ours whole, seen from `base`."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )
