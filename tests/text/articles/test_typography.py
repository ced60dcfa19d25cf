"""An article's marks are printed as its language prints them, and code is left alone."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorat.text.articles import render
from mentorat.text.articles.article import Language
from mentorat.text.articles.typography import printed

FRENCH = {
    "C'est l'heure !": "C’est l’heure\u202f!",
    "Vraiment? Oui!": "Vraiment\u202f? Oui\u202f!",
    "Quoi ?! Non...": "Quoi\u202f?! Non...",
    "Un mot; un autre": "Un mot\u202f; un autre",
    "Attention: à 09:30, ratio 3:1": "Attention\u00a0: à 09:30, ratio 3:1",
    'dit "oui" puis «non»': "dit «\u00a0oui\u00a0» puis «\u00a0non\u00a0»",
    "« déjà »\u202f!": "«\u00a0déjà\u00a0»\u202f!",
    "un écran de 27\" et 5' de pause": 'un écran de 27" et 5’ de pause',
    "le mot 'juste' ici": "le mot ‘juste’ ici",
    "voir https://ici.example/l'eau?q=1 ! et zoe@l'eau.example": "voir https://ici.example/l'eau?q=1\u202f! et zoe@l'eau.example",
    "«https://ici.example/?a;b»": "«\u00a0https://ici.example/?a;b\u00a0»",
    "a?b=c&d!e": "a?b=c&d!e",
    "!": "!",
    "": "",
}
ENGLISH = {
    'It\'s "done".': "It’s “done”.",
    "the '90s and 'quoted' words": "the ’90s and ‘quoted’ words",
    '("in brackets")': "(“in brackets”)",
    'a 27" screen': 'a 27" screen',
    "What ? Yes : no": "What ? Yes : no",
}
MARKS = st.text(st.sampled_from("aé1 \"'’«»“”?!;:.,()\u00a0\u202f\n\ufffc@/w-–"), max_size=24)
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["fr", "en"])


@pytest.mark.parametrize(("typed", "wanted"), FRENCH.items(), ids=list(FRENCH))
def test_french_words_are_printed(typed: str, wanted: str) -> None:
    assert printed(typed, "fr") == wanted


@pytest.mark.parametrize(("typed", "wanted"), ENGLISH.items(), ids=list(ENGLISH))
def test_english_words_are_printed(typed: str, wanted: str) -> None:
    assert printed(typed, "en") == wanted


@given(MARKS, LANGUAGES)
@example("«;", "fr")
@example("a:»", "fr")
def test_what_is_printed_is_printed_once(typed: str, language: Language) -> None:
    done = printed(typed, language)
    assert printed(done, language) == done


@given(MARKS, LANGUAGES)
def test_marks_alone_are_exchanged_and_no_word_is_lost(typed: str, language: Language) -> None:
    def words(text: str) -> str:
        return re.sub("[\"'’‘«»“”\\s]", "", text)

    assert words(printed(typed, language)) == words(typed)


@given(
    st.lists(st.sampled_from(["a", '"', "'", " ", "!", ":", "«", "»", "**", "_", "?", "l'eau"])),
    LANGUAGES,
)
@example(['"', "**", "a", "**", '"', " ", "!"], "fr")
def test_code_and_addresses_stay_as_they_were_typed(pieces: list[str], language: Language) -> None:
    words = "".join(pieces)
    code = 'l\'eau: "a" ?'
    text = f"mot{words} `{code}` <https://l'eau.example/?a='b'> [mot](/l'eau?b='c') {words}\n\n    {code}\n"
    html = render(text, language=language).html.replace("&quot;", '"')
    assert html.count(code) == 2
    assert "https://l'eau.example/?a='b'</a>" in html
    assert "href=\"/l'eau?b='c'\"" in html


def test_marks_are_seen_through_emphasis_and_links() -> None:
    text = 'Le *mot* : "**gras**" et "[lien](/a)" ! «`code`» \\"droit\\"'
    html = render(text, language="fr").html.replace("&nbsp;", "\u00a0")
    assert "<em>mot</em>\u00a0: «\u00a0<strong>gras</strong>\u00a0»" in html
    assert '«\u00a0<a href="/a">lien</a>\u00a0»\u202f!' in html
    assert "«\u00a0<code>code</code>\u00a0»" in html
    assert '"droit"' in html
