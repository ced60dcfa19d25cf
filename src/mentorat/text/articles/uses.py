"""What a text shows and where it leads."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from mentorat.text.articles.addresses import address, file_key
from mentorat.text.articles.article import ArticleImage, ArticleLink
from mentorat.text.articles.inline_text import image_alt, inline_text


def images_of(tokens: Iterable[Token]) -> list[ArticleImage]:
    """Every picture in order, ours and those from elsewhere."""
    found = []
    for token in _inline_tokens(tokens):
        if token.type == "image":
            url = str(token.attrs.get("src", ""))
            found.append(ArticleImage(url, image_alt(token), file_key(url)))
    return found


def links_of(tokens: Iterable[Token]) -> list[ArticleLink]:
    """Every link that stays one, in order, with the words that are tapped."""
    found: list[ArticleLink] = []
    opened: tuple[str, list[Token]] | None = None
    for token in _inline_tokens(tokens):
        if token.type == "link_open":
            opened = str(token.attrs.get("href", "")), []
        elif token.type == "link_close" and opened is not None:
            text = " ".join(inline_text(opened[1], alts=True).split())
            if (to := address(opened[0])) is not None:
                found.append(ArticleLink(to.url, text))
            opened = None
        elif opened is not None:
            opened[1].append(token)
    return found


def _inline_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()
