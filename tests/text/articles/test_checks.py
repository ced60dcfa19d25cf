"""Eight checks say what to do, and are content when it is done."""

import pytest

from mentorat.text.articles import render
from mentorat.text.articles.checks import ArticleFrame, ContentCheck, checks
from mentorat.web.language import translator

GOOD = ArticleFrame(
    title="Relire du code à deux sans se vexer",
    excerpt="Trois habitudes qui rendent une relecture utile, et ce qu'il vaut mieux garder pour soi.",
    cover_alt="Deux personnes devant un écran",
)
TEXT = (
    "## Avant\n\n### Le nom\n\n![Un écran](/files/a.webp)\n\nVoir [la grille de relecture](/blog/grille).\n\n"
    + "On lit le nom, puis le test. On demande pourquoi. " * 40
)


def found(text: str = TEXT, frame: ArticleFrame = GOOD) -> dict[str, ContentCheck]:
    return {check.name: check for check in checks(render(text, language="fr"), frame)}


def test_a_good_article_meets_all_eight() -> None:
    assert len(found()) == 8
    assert [name for name, check in found().items() if not check.is_met] == []


@pytest.mark.parametrize(
    ("name", "text", "frame"),
    [
        ("title", TEXT, ArticleFrame("Relire", GOOD.excerpt, GOOD.cover_alt)),
        ("title", TEXT, ArticleFrame("Relire " * 20, GOOD.excerpt, GOOD.cover_alt)),
        ("description", TEXT, ArticleFrame(GOOD.title, "Court.", GOOD.cover_alt)),
        ("description", TEXT, ArticleFrame(GOOD.title, "Long. " * 40, GOOD.cover_alt)),
        ("cover", TEXT, ArticleFrame(GOOD.title, GOOD.excerpt, None)),
        ("cover", TEXT, ArticleFrame(GOOD.title, GOOD.excerpt, " ")),
        ("headings", TEXT.replace("###", "####"), GOOD),
        ("headings", TEXT.replace("## Avant\n\n", ""), GOOD),
        ("images", TEXT.replace("Un écran", ""), GOOD),
        ("images", TEXT.replace("/files/", "https://a.example/"), GOOD),
        ("links", TEXT.replace("la grille de relecture", "Cliquez ici !"), GOOD),
        ("links", TEXT.replace("la grille de relecture", ""), GOOD),
        ("links", TEXT + "\n\n<https://a.example/grille>", GOOD),
        ("length", TEXT[:600], GOOD),
        ("reading", TEXT.replace(". ", ", "), GOOD),
    ],
)
def test_each_says_what_to_do_in_both_languages(name: str, text: str, frame: ArticleFrame) -> None:
    unmet = [check for check in found(text, frame).values() if not check.is_met]
    assert [check.name for check in unmet] == [name]
    for language in ("fr", "en"):
        said = translator(language).gettext(unmet[0].sentence) % unmet[0].values
        assert "%" not in said
        assert said[0].isupper()


def test_what_is_met_says_so() -> None:
    assert found()["links"].sentence == "Chaque lien dit où il mène."
    assert found()["links"].values == {}
