"""The headings of a text: an id each, never that of a part of the page, and their table."""

from markdown_it.token import Token

from mentorat.text.articles.article import Heading
from mentorat.text.articles.inline_text import inline_text
from mentorat.text.folding import folded

PREFIX = "s-"  # keeps an author's heading from being called like a part of the page
ID_CHARACTERS_MAX = 80
LEVELS = {"h2", "h3", "h4"}


def number_headings(tokens: list[Token]) -> list[Heading]:
    """Give h2 to h4 their ids, each once, and return the table of contents."""
    ids = HeadingIds()
    toc = []
    for place, token in enumerate(tokens):
        if token.type != "heading_open" or token.tag not in LEVELS:
            continue
        text = " ".join(inline_text(tokens[place + 1].children, alts=True).split())
        token.attrs = {"id": ids.of(text)}
        if text:
            toc.append(Heading(int(token.tag[1]), str(token.attrs["id"]), text))
    return toc


def outline(tokens: list[Token]) -> list[int]:
    """The level of every heading, in order."""
    return [int(token.tag[1]) for token in tokens if token.type == "heading_open"]


def heading_id(text: str) -> str:
    """The id of a heading by its words: «L'œuvre» is s-l-oeuvre."""
    return PREFIX + (folded(text[:ID_CHARACTERS_MAX]).replace(" ", "-") or "1")


class HeadingIds:
    """The ids that one text has given."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.tried: dict[str, int] = {}

    def of(self, text: str) -> str:
        """An id that no other heading of the text has."""
        found = first = heading_id(text)
        while found in self.given:
            self.tried[first] = self.tried.get(first, 1) + 1
            found = f"{first}-{self.tried[first]}"
        self.given.add(found)
        return found
