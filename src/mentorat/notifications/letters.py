"""A message as text and as a page, in one shape for all that the platform writes."""

import msgspec

from mentorat.notifications.actions import NewMessage
from mentorat.notifications.queries import Reader
from mentorat.web.language import Translator, translator
from mentorat.web.rendering import environment


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to read, in the reader's language: lines, one thing to do, why it comes."""

    heading: str
    lines: list[str]
    link: str
    action: str
    footer: str


def reader_words(locale: str | None) -> Translator:
    """The language that somebody reads; French for whoever has not said."""
    return translator("en" if locale == "en" else "fr")


def draft_of(letter: Letter, reader: Reader, *, topic: str) -> NewMessage:
    """A letter to somebody; `topic` makes writing it twice writing it once."""
    page = environment().get_template("notifications/mail.html")
    paragraphs = [letter.heading, *letter.lines, letter.link, "-- ", letter.footer]
    locale = reader_words(reader.locale).locale
    return NewMessage(
        recipient_id=reader.id,
        topic=topic,
        subject=letter.heading,
        body_text="\n\n".join(paragraphs) + "\n",
        body_html=page.render(locale=locale, **msgspec.structs.asdict(letter)),
    )
