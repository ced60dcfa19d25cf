"""Finding mentors as phones and keyboards spell: apostrophes, dashes, spaces, signs, a word too many."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import a_mentor
from tests.directory.asking import first_page, ids_found

pytestmark = pytest.mark.anyio

REPORTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "reports" / "search_words.json").read_text()
)
BIO = "Bonjour, c'est avec plaisir que j'aide; I'm glad to help, don't hesitate."


async def mentors_of_the_reports(database: Database) -> dict[str, str]:
    """The people whom other products' readers looked for; their names by id."""
    found = {}
    for one in REPORTS["mentors"]:
        first, _, last = one["name"].partition(" ")
        mentor = await a_mentor(
            database,
            first_name=first,
            last_name=last,
            headline=one["headline"],
            expertise=one["expertise"],
            bio=BIO,
        )
        found[mentor] = one["name"]
    return found


async def names_found(client: httpx2.AsyncClient, names: dict[str, str], words: str) -> list[str]:
    return [names[card["id"]] for card in await first_page(client, q=words)]


async def test_who_was_looked_for_elsewhere_in_vain_is_found_here(
    client: httpx2.AsyncClient, database: Database
) -> None:
    names = await mentors_of_the_reports(database)
    wrong = {}
    for case in REPORTS["cases"]:
        found = await names_found(client, names, case["q"])
        if case.get("must", found[0]) not in found or case.get("first") not in {None, found[0]}:
            wrong[case["q"]] = found
    assert wrong == {}


AOIFE, JEAN, CAGLA, MARY, NADIA = (one["name"] for one in REPORTS["mentors"])
ALONE = {
    # apostrophes and dashes of phones, of French keyboards and of copied texts
    "O'Brien": AOIFE,
    "oʼbrien": AOIFE,
    "O`Brien": AOIFE,
    "O´Brien": AOIFE,
    "O Brien": AOIFE,
    "«\u00a0O’Brien\u00a0»": AOIFE,
    "jean-éloi": JEAN,
    "Jean–Éloi": JEAN,
    "Jean−Éloi": JEAN,
    "Jean \u2014 Éloi": JEAN,
    "jean\u00adéloi": JEAN,
    "jean\u202feloi": JEAN,
    "Anjou": JEAN,
    "d anjou": JEAN,
    "danjou": JEAN,
    "D'Anjou Lefevre": JEAN,
    "anjoulefevre": JEAN,
    # joined and parted
    "jeaneloi": JEAN,
    "node js": JEAN,
    "Node.JS": JEAN,
    "node-js": JEAN,
    ".net": JEAN,
    "maryanne": MARY,
    "mary-anne": MARY,
    "vanderberg": MARY,
    "van den berg": MARY,
    "elfassi": NADIA,
    "el fassi": NADIA,
    # letters that are two, or one with a stroke
    "OEuvrard": CAGLA,
    "œuvrard": CAGLA,
    "ŒNOLOGIE": CAGLA,
    "coeur": CAGLA,
    "boeuf": CAGLA,
    "naivete": CAGLA,
    "łefèvre": JEAN,
    # elisions
    "l’art": MARY,
    "lart": MARY,
    "aujourd'hui": MARY,
    "aujourdhui": MARY,
    "aujourd hui": MARY,
    # two letters swapped
    "phyisque": NADIA,
    "dessni": MARY,
    "ndoejs": JEAN,
}


async def test_each_spelling_finds_its_mentor_and_nobody_else_before(
    client: httpx2.AsyncClient, database: Database
) -> None:
    names = await mentors_of_the_reports(database)
    found = {words: (await names_found(client, names, words))[:1] for words in ALONE}
    assert found == {words: [name] for words, name in ALONE.items()}


async def test_c_and_r_and_c_plus_plus_and_c_sharp_are_told_apart(
    client: httpx2.AsyncClient, database: Database
) -> None:
    spoken = ("C", "R", "C++", "C#", "F#", ".NET")
    names = {
        await a_mentor(database, headline="Je code", expertise=[one], bio=BIO): one
        for one in spoken
    }
    asked = {
        "C": ["C", "C++"],  # the curated skill of the second is «C et C++»
        "c": ["C", "C++"],
        "langage C": ["C", "C++"],
        "C language": ["C", "C++"],
        "cours de C": ["C", "C++"],
        "R": ["R"],
        "prof de R": ["R"],
        "langage R": ["R"],
        "C++": ["C++"],
        "c ++": ["C++"],
        "C＋＋": ["C++"],
        "c++17": ["C++"],
        "cpp": ["C++"],
        "c plus plus": ["C++"],
        "C#": ["C#", ".NET"],  # one curated skill
        "C♯": ["C#", ".NET"],
        "csharp": ["C#", ".NET"],
        "c sharp": ["C#", ".NET"],
        "F#": ["F#"],
    }
    found = {words: await names_found(client, names, words) for words in asked}
    alike = {"csharp", "c sharp", "c++17", "c plus plus"}
    assert {words: got for words, got in found.items() if words not in alike} == {
        words: who for words, who in asked.items() if words not in alike
    }
    assert {words: set(found[words]) >= {asked[words][0]} for words in alike} == dict.fromkeys(
        alike, True
    )


async def test_parted_words_find_what_is_written_as_one(
    client: httpx2.AsyncClient, database: Database
) -> None:
    one = await a_mentor(
        database, expertise=["PostgreSQL", "JavaScript"], headline="Bases et pages"
    )
    two = await a_mentor(database, expertise=["Web design"], headline="Pour l'e-commerce")
    three = await a_mentor(database, expertise=["Machine learning"], headline="Sans magie")
    expected = {
        "Postgre SQL": {one},
        "java script": {one},
        "webdesign": {two},
        "web-design": {two},
        "ecommerce": {two},
        "e commerce": {two},
        "machinelearning": {three},
        "machine-learning": {three},
    }
    found = {words: await ids_found(client, q=words) for words in expected}
    assert found == expected


async def test_three_letters_may_be_swapped_when_nobody_is_called_so(
    client: httpx2.AsyncClient, database: Database
) -> None:
    sql = await a_mentor(database, headline="Bases", expertise=["SQL"])
    ios = await a_mentor(database, headline="Normes", expertise=["ISO"])
    phone = await a_mentor(database, headline="Téléphones", expertise=["iOS"])
    expected = {"slq": {sql}, "ios": {phone}, "iso": {ios}, "ISO": {ios}}
    assert {words: await ids_found(client, q=words) for words in expected} == expected
