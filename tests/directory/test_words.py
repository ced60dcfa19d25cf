"""Finding mentors by words: in French and in English, however they are spelt."""

import random
from collections.abc import Mapping

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import a_mentor
from tests.directory.asking import first_page, ids_found

pytestmark = pytest.mark.anyio

QUERIES = {
    # skills, by any of their names
    "coding": "marc",
    "Programming": "marc",
    "développeur": "marc",
    "developpeur": "marc",
    "DÉVELOPPEURS": "marc",
    "postgres": "marc",
    "maths": "ines",
    "math": "ines",
    "algebre": "ines",
    "mathematiques": "ines",
    "mathematics": "ines",
    "deutsch": "zoe",
    # accents, stems and elisions
    "élève": "ines",
    "eleves": "ines",
    "ÉLÈVES": "ines",
    "exercice": "ines",
    "careers": "olivier",
    "changed career": "olivier",
    "d'interface": "olivier",
    "d\u2019interfaces": "olivier",
    "l'allemand": "zoe",
    "coeur": "zoe",
    "cœur": "zoe",
    # spelt almost like it
    "mathematik": "ines",
    "matématiques": "ines",
    "pythn": "marc",
    "postgressql": "marc",
    "programation": "marc",
    "benalli": "ines",
    "tremblai": "olivier",
    # names
    "ines": "ines",
    "Inès Benali": "ines",
    "benali inès": "ines",
    "ZOË": "zoe",
    "muller": "zoe",
    "ostergard": "zoe",
    "marc lenoir": "marc",
    # several words: all of them
    "python postgresql": "marc",
    "marc python": "marc",
    "ines python": "ines,marc",  # nobody has both
    # nobody
    "plomberie": "",
    "zzzzzz": "",
}


async def a_cast(database: Database) -> dict[str, str]:
    """Four mentors who have no word in common; their ids by first name."""
    return {
        "marc": await a_mentor(
            database,
            first_name="Marc",
            last_name="Lenoir",
            headline="Écrire un Python que l'on relit avec plaisir",
            expertise=["Python", "PostgreSQL", "programmation"],
            bio="Une revue, une question, un essai.",
        ),
        "ines": await a_mentor(
            database,
            first_name="Inès",
            last_name="Benali",
            headline="Vous réconcilier avec les nombres",
            expertise=["mathématiques"],
            bio="Mes élèves reprennent confiance, avec beaucoup d'exercices.",
        ),
        "olivier": await a_mentor(
            database,
            first_name="Olivier",
            last_name="Tremblay",
            headline="Construire un portfolio qui parle",
            expertise=["design d'interface"],
            bio="I help people who are changing careers.",
        ),
        "zoe": await a_mentor(
            database,
            first_name="Zoë",
            last_name="Müller-Østergård",
            headline="Parler sans peur",
            expertise=["allemand"],
            bio="On apprend par **cœur**, puis on oublie.",
        ),
    }


async def test_everybody_is_found_by_the_words_a_reader_would_type(
    client: httpx2.AsyncClient, database: Database
) -> None:
    cast = await a_cast(database)
    names = {mentor_id: name for name, mentor_id in cast.items()}
    found = {
        words: ",".join(sorted(names[one] for one in await ids_found(client, q=words)))
        for words in QUERIES
    }
    assert found == QUERIES


async def test_words_in_the_offer_come_before_the_presentation_and_that_before_close_spelling(
    client: httpx2.AsyncClient, database: Database
) -> None:
    long, short = "Quelques mots de plus. " * 12, "Bonjour."
    close = await a_mentor(database, headline="La guitarre flamenca", bio=long)
    told = await a_mentor(database, bio=f"{long} Je joue de la guitare.")
    skilled = await a_mentor(database, expertise=["guitare"], bio=short)
    headed = await a_mentor(database, headline="Une guitare et deux accords", bio=short)
    named = await a_mentor(database, first_name="Guitare", bio=long)
    cards = {card["id"]: card["ranking"] for card in await first_page(client, q="guitare")}
    assert {mentor_id: ranking["match"] for mentor_id, ranking in cards.items()} == {
        skilled: 3,
        headed: 3,
        told: 2,
        named: 2,
        close: 1,
    }
    assert [ranking["match"] for ranking in cards.values()] == [3, 3, 2, 2, 1]
    # The words decide, although whoever comes last has the better score.
    assert cards[close]["score"] > cards[skilled]["score"]
    assert all(card["ranking"]["match"] == 0 for card in await first_page(client))


async def test_a_name_in_another_script_is_found_and_never_means_everybody(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_cast(database)
    ivan = await a_mentor(database, first_name="Иван", last_name="Петров")
    assert await ids_found(client, q="Иван") == {ivan}
    for words in ("Ольга", "مرحبا", "数学", "😀"):
        assert await ids_found(client, q=words) == set(), words


async def test_a_minus_before_a_word_does_not_praise_those_without_it(
    client: httpx2.AsyncClient, database: Database
) -> None:
    cast = await a_cast(database)
    found = {card["id"]: card["ranking"]["match"] for card in await first_page(client, q="-python")}
    # Either it leaves Python out, or it is only a word: never both, never «your words are here».
    assert found in ({cast["marc"]: 3}, dict.fromkeys(set(cast.values()) - {cast["marc"]}, 0))


ODD: Mapping[str, int] = {
    "'": 200,
    "''; drop table users; --": 200,
    '"': 200,
    '"python': 200,
    "python\\": 200,
    "\\": 200,
    "%": 200,
    "%%s %(words)s %s": 200,
    "_%_": 200,
    "$1 $$ :words ?": 200,
    "& | ! ( ) <-> :*": 200,
    "python & !": 200,
    "(((((": 200,
    "or": 200,
    "or or or": 200,
    "- -": 200,
    "<script>alert(1)</script>": 200,
    "{{ 7 * 7 }}": 200,
    "le la les du": 200,
    "the of and": 200,
    "…?!;": 200,
    "😀": 200,
    "👩‍🏫": 200,
    "e\u0301le\u0300ve": 200,
    "ﬁnance": 200,
    "İstanbul": 200,
    "ß": 200,
    "a" * 200: 200,
    "é " * 100: 200,
    "mot " * 50: 200,
    "\t python \n": 200,
    "a\x01b": 200,
    "a\x00b": 422,
    "a\tb": 200,
    "a\nb": 200,
    "\u202epython": 200,
    "a" + "\u0301" * 20: 422,
    "a" * 201: 422,
}


@pytest.mark.parametrize("path", ["/api/mentors", "/api/mentors/facets", "/mentors"])
async def test_whatever_is_typed_there_is_an_answer(
    client: httpx2.AsyncClient, database: Database, path: str
) -> None:
    await a_cast(database)
    given = {words: (await client.get(path, params={"q": words})).status_code for words in ODD}
    assert given == dict(ODD)


async def test_no_mixture_of_signs_breaks_the_search(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_cast(database)
    chance = random.Random(2027)
    pieces = ["python", "é", "or", " ", " ", "-", '"', "'", "\\", "%", "(", ")", ":", "*", "&", "|"]
    pieces += [
        "!",
        "<",
        ">",
        "@",
        "$",
        "?",
        "+",
        "#",
        "ñ",
        "ß",
        "文",
        "😀",
        "\u00a0",
        "\u2019",
        "9",
    ]
    for _ in range(150):
        words = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        answer = await client.get("/api/mentors", params={"q": words})
        assert answer.status_code == 200, words
