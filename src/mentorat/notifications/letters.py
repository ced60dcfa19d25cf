"""A message as text and as a page, in one shape for all that the platform writes."""

from typing import NamedTuple

import msgspec

from mentorat.errors import say
from mentorat.notifications.actions import NewMessage
from mentorat.notifications.queries import Reader
from mentorat.web.language import Translator, translator
from mentorat.web.rendering import environment

# A button of the page, in the message without pages.
BUTTON_LINE = say("%(words)s : %(link)s")


class LetterFace(NamedTuple):
    """Whom a letter is about: their photo, or initials on the tone that is theirs everywhere."""

    id: str
    name: str
    image_url: str | None


class LetterButton(NamedTuple):
    """A page to open, where what it names is confirmed: a link never acts by itself."""

    words: str
    link: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to read, in the reader's language: lines, one thing to do first and what else
    may be done, why it comes."""

    heading: str
    lines: list[str]
    link: str
    action: str
    footer: str
    face: LetterFace | None = None
    buttons: list[LetterButton] = []


def reader_words(locale: str | None) -> Translator:
    """The language that somebody reads; French for whoever has not said."""
    return translator("en" if locale == "en" else "fr")


def draft_of(letter: Letter, reader: Reader, *, topic: str) -> NewMessage:
    """A letter to somebody; `topic` makes writing it twice writing it once."""
    page = environment().get_template("notifications/mail.html")
    translate = reader_words(reader.locale)
    more = [
        translate.gettext(BUTTON_LINE, words=button.words, link=button.link)
        for button in letter.buttons
    ]
    paragraphs = [letter.heading, *letter.lines, letter.link, *more, "-- ", letter.footer]
    return NewMessage(
        recipient_id=reader.id,
        topic=topic,
        subject=letter.heading,
        body_text="\n\n".join(paragraphs) + "\n",
        body_html=page.render(locale=translate.locale, letter=letter),
    )
