"""Long texts: Markdown made into articles that cannot do harm. Pure."""

from mentorat.text.articles.article import (
    Article,
    ArticleImage,
    ArticleLink,
    Heading,
    Language,
)
from mentorat.text.articles.cleaning import absolute
from mentorat.text.articles.refusals import CHARACTERS_MAX, TextTooLong, TextTooNested
from mentorat.text.articles.rendering import RENDER_VERSION, render

__all__ = [
    "CHARACTERS_MAX",
    "RENDER_VERSION",
    "Article",
    "ArticleImage",
    "ArticleLink",
    "Heading",
    "Language",
    "TextTooLong",
    "TextTooNested",
    "absolute",
    "render",
]
