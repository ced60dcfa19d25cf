"""French as it is printed, whoever typed it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.text.french import typeset
from mentorat.web.language import translator
from tools.messages import sentences

PRINTED = {
    "C'est l'heure !": "C’est l’heure\u202f!",
    "À quelle heure ?": "À quelle heure\u202f?",
    "Un mot ; un autre.": "Un mot\u202f; un autre.",
    "Attention : à lire": "Attention\u00a0: à lire",
    " : ": "\u00a0: ",
    "dit « oui » ou «non»": "dit «\u00a0oui\u00a0» ou «\u00a0non\u00a0»",
    "à 09:00, d'%(name)s": "à 09:00, d’%(name)s",
    "voir https://ici.example/l'eau?q=1 !": "voir https://ici.example/l'eau?q=1\u202f!",
    "le code `l'eau ?` reste": "le code `l'eau ?` reste",
    "<a title=\"l'eau ?\">l'eau</a>": '<a title="l\'eau ?">l’eau</a>',
    "100 %% des cas": "100 %% des cas",
}


@pytest.mark.parametrize(("typed", "printed"), PRINTED.items(), ids=list(PRINTED))
def test_a_sentence_is_printed_as_a_typesetter_would(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


@given(st.text(st.sampled_from("aéL '’«»?!;: \u00a0\u202f.<>`%(s)"), max_size=30))
def test_what_is_printed_is_printed_once(typed: str) -> None:
    assert typeset(typeset(typed)) == typeset(typed)
    letters = str.maketrans("", "", " \u00a0\u202f'’")
    assert typeset(typed).translate(letters) == typed.translate(letters)


def test_no_sentence_of_the_site_breaks_before_its_last_sign() -> None:
    french, english = translator("fr"), translator("en")
    for sentence in sentences():
        said = french.gettext(sentence)
        assert not re.search(r" [?!;]|(?<=\w)'(?=\w)|« | »| :( |$)", said), said
        assert re.findall(r"%\(\w+\)s", said) == re.findall(r"%\(\w+\)s", sentence)
    assert english.gettext("Navigation principale") == "Main navigation"
