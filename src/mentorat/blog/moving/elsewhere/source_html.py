"""The pages of other editors as Markdown, with what each editor adds to HTML."""

import re
from typing import NamedTuple

from mentorat.blog.moving.posts import Loss, LossKind
from mentorat.text.from_html import HTML_CHARACTERS_MAX, to_markdown

KINDS: dict[str, LossKind] = {"embed": "embed", "form": "form", "table": "table", "image": "image"}
# WordPress, of its own; those of plugins are known by their attributes or their end.
CORE = frozenset(("gallery", "caption", "wp_caption", "embed", "audio", "video", "playlist"))
KEPT_INSIDE = frozenset(("caption", "wp_caption", "embed"))

_BLOCK = re.compile(r"<!-- wp:([a-z0-9/-]{1,60})")
_PLAIN_BLOCKS = frozenset(
    (
        *(
            "paragraph",
            "heading",
            "list",
            "list-item",
            "image",
            "quote",
            "pullquote",
            "code",
            "table",
        ),
        *(
            "preformatted",
            "verse",
            "separator",
            "spacer",
            "group",
            "columns",
            "column",
            "html",
            "more",
        ),
        *("freeform", "details", "media-text", "gallery", "buttons", "button", "cover", "nextpage"),
        *("embed", "video", "audio", "shortcode", "classic", "block", "file", "core-embed"),
    )
)
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{1,40})((?:[ \t\n][^\[\]<>]{0,600})?)\]")
_CAPTION = re.compile(r"\[(?:wp_)?caption[^\]]{0,600}\]", re.IGNORECASE)
_CAPTION_END = re.compile(r"\[/(?:wp_)?caption\]", re.IGNORECASE)
CAPTION_LETTERS_MAX = 4_000
_PICTURE_AND_WORDS = re.compile(r"(.*<img [^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_EMBED = re.compile(r"\[embed[^\]]{0,300}\]\s*([^\s\[<]{1,600})\s*\[/embed\]", re.IGNORECASE)


class ReadPage(NamedTuple):
    """A page as Markdown, and what it lost."""

    markdown: str
    losses: list[Loss]


def read_page(html: str, *, keeps_lines: bool = False) -> ReadPage:
    """A page of any editor as Markdown."""
    losses = []
    if len(html) > HTML_CHARACTERS_MAX:
        losses.append(Loss("not_ready", f"only its first {HTML_CHARACTERS_MAX:,} characters"))
    found = to_markdown(html, keeps_lines=keeps_lines)
    losses += [Loss(KINDS[kind], detail) for kind, detail in found.losses]
    return ReadPage(found.markdown, losses)


def read_wordpress_page(html: str) -> ReadPage:
    """A page of WordPress: of its blocks, or of the editor before, whose lines are paragraphs."""
    text, losses = _without_shortcodes(html[: HTML_CHARACTERS_MAX + 1])
    blocks = {name.removeprefix("core/") for name in _BLOCK.findall(text)}
    strange = sorted(name for name in blocks if name.split("/")[0] not in _PLAIN_BLOCKS)
    page = read_page(text, keeps_lines=not blocks)
    return ReadPage(
        page.markdown, [*losses, *(Loss("block", name) for name in strange), *page.losses]
    )


def _without_shortcodes(html: str) -> tuple[str, list[Loss]]:
    text = _EMBED.sub(r'<iframe src="\1"></iframe>', _with_figures(html))
    ended = {found[2].lower() for found in _SHORTCODE.finditer(text) if found[1]}
    losses: list[Loss] = []

    def without(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name not in CORE and name not in ended and "=" not in found[3]:
            return found[0]  # words in brackets
        if not found[1]:
            losses.append(Loss("shortcode", f"[{found[2]}]"))
        return ""

    return _SHORTCODE.sub(without, text), losses


def _with_figures(html: str) -> str:
    """Captions around pictures as figures."""
    found: list[str] = []
    at = 0
    for opening in _CAPTION.finditer(html):
        begins, within = opening.end(), opening.end() + CAPTION_LETTERS_MAX
        end = _CAPTION_END.search(html, begins, within) if opening.start() >= at else None
        if end:
            found += [html[at : opening.start()], _figure(html[begins : end.start()])]
            at = end.end()
    return "".join([*found, html[at:]])


def _figure(inner: str) -> str:
    parts = _PICTURE_AND_WORDS.fullmatch(inner)
    if parts is None:
        return inner
    words = parts[2].strip()
    return f"<figure>{parts[1]}<figcaption>{words}</figcaption></figure>"
