"""A word too many: the best matches come first, and the reader is told."""

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import a_mentor
from tests.directory.asking import first_page
from tests.forms import typed

pytestmark = pytest.mark.anyio


async def test_with_a_word_too_many_the_best_matches_come_first_and_it_is_said(
    client: httpx2.AsyncClient, database: Database
) -> None:
    names = {
        await a_mentor(
            database, first_name=name, headline=headline, expertise=expertise, bio="Bonjour."
        ): name
        for name, headline, expertise in (
            ("Ada", "Cours de piano", ["Piano"]),
            ("Bob", "Piano et guitare", ["Guitare"]),
            ("Cem", "Guitare au coin du feu", ["Guitare"]),
            ("Dia", "Des guitares à réparer", ["Lutherie"]),
            ("Eva", "Cours de couture", ["Couture"]),
            ("Fay", "Bien manger", ["Cuisine"]),
        )
    }
    found = {
        words: [names[card["id"]] for card in await first_page(client, q=words)]
        for words in (
            "cours de piano",
            "cours de guitare",
            "piano guitare",
            "lutherie guitare plomberie",
            "guitare plomberie",
            "prof de gutiare",
            "cours de plomberie",
            "cours",
        )
    }
    assert found["cours de piano"] == ["Ada", "Bob"]  # who has both words, who has the one
    assert set(found["cours de guitare"]) == {"Bob", "Cem", "Dia"}
    assert found["piano guitare"][0] == "Bob"
    assert set(found["piano guitare"]) == {"Ada", "Bob", "Cem", "Dia"}
    assert found["lutherie guitare plomberie"][0] == "Dia"
    assert set(found["guitare plomberie"]) == {"Bob", "Cem", "Dia"}
    assert set(found["prof de gutiare"]) == {"Bob", "Cem", "Dia"}
    assert found["cours de plomberie"] == []  # everybody gives courses
    assert set(found["cours"]) == {"Ada", "Eva"}


async def test_whoever_lacks_a_word_says_so(client: httpx2.AsyncClient, database: Database) -> None:
    both = await a_mentor(database, headline="Piano et guitare", expertise=["Piano"])
    one = await a_mentor(database, headline="Guitare au coin du feu", expertise=["Guitare"])
    rankings = {
        card["id"]: (card["ranking"]["match"], card["ranking"]["allWords"])
        for card in await first_page(client, q="piano guitare")
    }
    assert rankings == {both: (3, True), one: (3, False)}
    assert [card["ranking"]["allWords"] for card in await first_page(client)] == [True, True]
    nobody, nobody_else = (
        "Aucun mentor ne correspond à tous ces mots ; voici les plus proches.",
        "Aucun autre mentor ne correspond à tous ces mots ; voici les plus proches.",
    )
    said = {
        words: [
            sentence
            for sentence in (nobody, nobody_else)
            if sentence in typed((await client.get("/mentors", params={"q": words})).text)
        ]
        for words in ("piano", "piano guitare", "guitare plomberie", "plomberie", "")
    }
    assert said == {
        "piano": [],
        "piano guitare": [nobody_else],
        "guitare plomberie": [nobody],
        "plomberie": [],
        "": [],
    }
    english = await client.get("/mentors", params={"q": "guitare plomberie", "lang": "en"})
    assert "No mentor matches all these words; here are the closest." in english.text
