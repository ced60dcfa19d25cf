"""Pages of elsewhere, read as Markdown. Pure."""

from mentorat.text.from_html.contents import text_of
from mentorat.text.from_html.converting import HTML_CHARACTERS_MAX, Conversion, to_markdown
from mentorat.text.from_html.elements import read_html


def plain_text(html: str) -> str:
    """The words of a line of HTML, a title for instance, without its marks."""
    return text_of(read_html(html[:HTML_CHARACTERS_MAX]))


__all__ = ["HTML_CHARACTERS_MAX", "Conversion", "plain_text", "to_markdown"]
