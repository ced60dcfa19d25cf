"""Articles are found by their words, in both languages, with slips and without accents."""

import re

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.blog.search.words import slips, swaps
from mentorat.db.pool import Database
from tests.blog.writing import an_article
from tests.builders import a_mentor
from tests.forms import typed

pytestmark = pytest.mark.anyio


async def found(client: httpx2.AsyncClient, words: str, **asked: str) -> tuple[list[str], str]:
    """The articles of a search, and its page."""
    answer = await client.get("/blog", params={"q": words, **asked})
    assert answer.status_code == 200
    return re.findall(r'<h3><a href="/blog/([\w-]+)"', answer.text), typed(answer.text)


@pytest.fixture
async def three(database: Database) -> None:
    """An article on interviews, one that names them once, one in English."""
    marc = await a_mentor(database)
    titles = {"Préparer un entretien": "Respirez.", "Lire un contrat": "Avant un entretien, lisez."}
    for title, text in titles.items():
        await an_article(database, marc, title=title, markdown=text, excerpt="Court.", tags=[])
    await an_article(
        database, marc, language="en", title="Better meetings", markdown="Running short meetings."
    )


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("words", ["entretien", "ENTRETIENS", "l'entretien", "prepare entretien"])
async def test_what_has_the_words_in_its_title_comes_first(
    client: httpx2.AsyncClient, words: str
) -> None:
    slugs, page = await found(client, words)
    assert slugs[0] == "preparer-un-entretien"
    assert "Résultats pour" not in page


@pytest.mark.usefixtures("three")
async def test_english_is_found_as_english_is_written(client: httpx2.AsyncClient) -> None:
    assert (await found(client, "meeting run"))[0] == ["better-meetings"]
    assert (await found(client, "running meetings", lang="en"))[0] == ["better-meetings"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("slip", ["entreteins", "entretein", "entretient", "entrtien"])
async def test_a_misspelt_word_is_mended_and_the_exact_one_stays_a_tap_away(
    client: httpx2.AsyncClient, slip: str
) -> None:
    slugs, page = await found(client, f"préparer un {slip}")
    assert slugs == ["preparer-un-entretien"]
    assert "Résultats pour « préparer un entretien »" in page
    exact = re.search(r'href="/blog\?(q=[^"]+exactly=1)"', page)
    assert exact
    slugs, page = await found(client, f"préparer un {slip}", exactly="1")
    assert slugs == []
    assert "Aucun article ne réunit tous ces mots." in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "odd", ["zzzzqqqq", "& | !", "'", "<script>", "%", "a" * 500, "🎸", "le la"]
)
async def test_whatever_is_typed_is_answered(client: httpx2.AsyncClient, odd: str) -> None:
    slugs, page = await found(client, odd)
    assert slugs or "Aucun article" in page


@given(st.text("abcde", min_size=2, max_size=8), st.text("abcde", max_size=8))
def test_slips_are_counted_alike_from_both_sides(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert all(slips(one, swapped) <= 1 for swapped in swaps(one))
