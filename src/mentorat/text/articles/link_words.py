"""Whether the words of a link say where it goes (WCAG 2.2, 2.4.4)."""

import re

from mentorat.text.articles.article import ArticleLink
from mentorat.text.folding import folded

_VAGUE = frozenset(
    {
        *("", "ici", "la", "clic", "cliquez", "cliquez ici", "cliquer ici", "lien", "ce lien"),
        *(
            "le lien",
            "suite",
            "lire",
            "lire la suite",
            "plus",
            "en savoir plus",
            "voir",
            "voir ici",
        ),
        *("cet article", "cette page", "ce site", "source", "1", "2", "3"),
        *("here", "click", "click here", "link", "this link", "this", "read more", "more", "see"),
        *("see here", "learn more", "this page", "this article", "this site", "page", "article"),
    }
)
_ADDRESS = re.compile(r"(?:[a-z]+://|www\.)\S*", re.IGNORECASE)


def says_nothing(link: ArticleLink) -> bool:
    """Whether a link is called «ici», or by its bare address; an address of mail is a name."""
    return folded(link.text[:80]) in _VAGUE or _ADDRESS.fullmatch(link.text) is not None
