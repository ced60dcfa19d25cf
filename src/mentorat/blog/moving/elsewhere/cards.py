"""The cards of Ghost's editors as HTML: what both of them name alike."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

Card = Mapping[str, Any]


def card_html(name: str, card: Card) -> str | None:
    """A card as HTML; None for one that has no place in an article."""
    writer = _WRITERS.get(name)
    return writer(card) if writer else None


def _word(card: Card, *names: str) -> str:
    found = next((card[name] for name in names if card.get(name)), "")
    return found if isinstance(found, str) else ""


def _image(card: Card) -> str:
    src, alt = escape(_word(card, "src")), escape(_word(card, "alt"))
    caption = _word(card, "caption")  # HTML of its own
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{src}" alt="{alt}">{words}</figure>' if src else ""


def _gallery(card: Card) -> str:
    images = card.get("images")
    shown = images if isinstance(images, list) else []
    return "".join(_image(image) for image in shown[:50] if isinstance(image, dict))


def _code(card: Card) -> str:
    language = escape(_word(card, "language"))
    return f'<pre><code class="language-{language}">{escape(_word(card, "code"))}</code></pre>'


def _html(card: Card) -> str:
    return _word(card, "html")


def _bookmark(card: Card) -> str:
    metadata = card.get("metadata")
    title = _word(metadata, "title") if isinstance(metadata, dict) else ""
    url = _word(card, "url")
    return f'<p><a href="{escape(url)}">{escape(title or url)}</a></p>' if url else ""


def _embed(card: Card) -> str:
    return f'<iframe src="{escape(_word(card, "url", "src"))}"></iframe>'


def _callout(card: Card) -> str:
    emoji = escape(_word(card, "calloutEmoji"))
    return f"<blockquote><p>{emoji} {_word(card, 'calloutText')}</p></blockquote>"


def _toggle(card: Card) -> str:
    heading, content = _word(card, "heading"), _word(card, "content")
    return f"<p><strong>{heading}</strong></p><div>{content}</div>"


def _button(card: Card) -> str:
    url, words = _word(card, "buttonUrl"), _word(card, "buttonText")
    return f'<p><a href="{escape(url)}">{escape(words)}</a></p>' if url else ""


def _file(card: Card) -> str:
    words = _word(card, "fileTitle", "fileName", "title", "src")
    return f'<p><a href="{escape(_word(card, "src"))}">{escape(words)}</a></p>'


_WRITERS: dict[str, Callable[[Card], str]] = {
    "image": _image,
    "gallery": _gallery,
    "code": _code,
    "codeblock": _code,
    "html": _html,
    "hr": lambda _: "<hr>",
    "horizontalrule": lambda _: "<hr>",
    "bookmark": _bookmark,
    "embed": _embed,
    "video": _embed,
    "audio": _embed,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "file": _file,
    "paywall": lambda _: "",  # where the free part ended
}
