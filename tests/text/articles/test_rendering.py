"""A text becomes a page that is read, listened to, searched and linked into."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.text.articles import Heading, render
from mentorat.text.articles.reading import EXCERPT_CHARACTERS_MAX

ARTICLE = """# Relire du code

Relire, c'est *écouter*. On cherche d'abord ce qui est clair[^1] !

## L'œuvre & `le nom`

| Nom | Part |
|-----|-----:|
| test | 3 |

![Deux personnes devant un écran](/files/2026/ecran.webp "Une relecture à deux")

```python
def relire(code): return code
```

## L'œuvre & `le nom`

- [ ] un
- deux[^1]

[^1]: Une **note**.
"""


def test_the_pages_title_stays_the_only_one() -> None:
    html = render(ARTICLE, language="fr").html
    assert "<h1" not in html
    assert '<h2 id="s-relire-du-code">Relire du code</h2>' in html
    assert html.count("<h3 ") == 2
    assert '<h2 id="s-a">A</h2>' in render("## A", language="fr").html


def test_the_table_of_contents_leads_to_each_heading_once() -> None:
    article = render(ARTICLE, language="fr")
    assert article.toc == [
        Heading(2, "s-relire-du-code", "Relire du code"),
        Heading(3, "s-l-oeuvre-le-nom", "L’œuvre & le nom"),
        Heading(3, "s-l-oeuvre-le-nom-2", "L’œuvre & le nom"),
    ]
    assert article.outline == [2, 3, 3]


@given(
    st.lists(
        st.sampled_from(["a", "a 2", "a-2", "A", "à", "2", "", "!", "日本", "a\u0301"]), max_size=12
    )
)
def test_no_two_parts_of_a_page_share_an_id(titles: list[str]) -> None:
    text = "".join(f"## {title}\n\nmot[^{place % 3}]\n\n" for place, title in enumerate(titles))
    text += "".join(f"[^{place}]: note\n\n" for place in range(3))
    article = render(text, language="fr")
    ids = re.findall(r' id="([^"]*)"', article.html)
    assert len(ids) == len(set(ids))
    assert {heading.id for heading in article.toc} <= set(ids)
    for goal in re.findall(r'href="#([^"]*)"', article.html):
        assert goal in ids


def test_notes_are_named_in_the_articles_language() -> None:
    french = render(ARTICLE, language="fr").html
    english = render(ARTICLE, language="en").html
    assert 'role="doc-noteref" aria-label="Note 1">1</a></sup>' in french
    assert 'id="fnref-1-2"' in french
    assert 'href="#fnref-1-2" role="doc-backlink" aria-label="Retour au texte, note 1"' in french
    assert 'aria-label="Back to the text, note 1"' in english
    assert '<section role="doc-endnotes" aria-label="Notes">' in english
    assert "class" not in re.findall(r"<section[^>]*>", english)[0]


def test_a_table_scrolls_in_a_box_that_a_keyboard_reaches() -> None:
    html = render(ARTICLE, language="fr").html
    assert (
        '<div class="table-scroll" role="group" tabindex="0" aria-label="Tableau 1">\n<table>'
        in html
    )
    assert '<th scope="col">Nom</th>' in html
    assert '<td class="is-end">3</td>' in html
    assert '<pre role="group" tabindex="0" aria-label="Code 1">' in html


def test_a_picture_alone_is_a_figure_with_its_caption() -> None:
    html = render(ARTICLE, language="fr").html
    assert (
        '<figure><img src="/files/2026/ecran.webp" alt="Deux personnes devant un écran" loading="lazy"'
        ' decoding="async" referrerpolicy="no-referrer"><figcaption>Une relecture à deux</figcaption></figure>'
    ) in html


def test_what_is_searched_has_the_words_without_the_code() -> None:
    plain = render(ARTICLE, language="fr").plain
    assert "Relire, c’est écouter. On cherche d’abord ce qui est clair !" in plain
    assert "Une note." in plain
    assert "def relire" not in plain
    assert "\u00a0" not in plain
    assert "\u202f" not in plain


def test_the_excerpt_is_the_first_paragraphs_cut_after_a_word() -> None:
    assert render(ARTICLE, language="fr").excerpt.startswith("Relire, c’est écouter.")
    long = render("> cité\n\n" + "Un mot, puis un autre mot. " * 40, language="fr").excerpt
    assert long.endswith("mot…")
    assert len(long) <= EXCERPT_CHARACTERS_MAX


@given(st.text(st.sampled_from("abé ,.\u00a0\n"), max_size=600))
def test_no_excerpt_is_longer_than_it_may_be(text: str) -> None:
    excerpt = render(text, language="fr").excerpt
    assert len(excerpt) <= EXCERPT_CHARACTERS_MAX
    assert excerpt == excerpt.strip()


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("", "fr", 1),
        ("mot " * 230 * 5, "fr", 5),
        ("word " * 240 * 5, "en", 5),
        ("mot " * 230 * 5 + "\n\n" + "![a](/files/a.webp) " * 10, "fr", 7),
        ("mot " * 230 * 5 + "\n\n```\n" + "mot mot mot mot mot\n" * 80 + "```\n", "fr", 7),
    ],
)
def test_reading_takes_as_long_as_it_takes_people(text: str, language: str, minutes: int) -> None:
    assert render(text, language=language).reading_minutes == minutes  # type: ignore[arg-type]


def test_the_same_text_gives_the_same_article() -> None:
    assert render(ARTICLE, language="fr") == render(ARTICLE, language="fr")


def test_html_of_an_authors_is_shown_as_it_was_typed() -> None:
    assert "&lt;b&gt;gras&lt;/b&gt;" in render("<b>gras</b>", language="fr").html
    assert "\u202e" not in render("a\u202eb", language="fr").html
