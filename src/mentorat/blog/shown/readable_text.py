"""An article as far as its text can be read: what is nested without end is shown by its words."""

from mentorat.text.articles import Article, TextTooLong, TextTooNested, render


def readable(markdown: str, language: str) -> Article | None:
    """The article that a text makes, or None for one that is refused whenever it is sent in."""
    try:
        return render(markdown, language="en" if language == "en" else "fr")
    except (TextTooLong, TextTooNested):
        return None
