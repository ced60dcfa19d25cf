"""Whatever an author writes, a page of it holds nothing that runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.text.articles import render
from mentorat.text.articles.cleaning import clean
from tests.text.articles.hostile import HostileText, forbidden_parts, hostile_texts

TEXTS = hostile_texts()
PIECES = [
    *(
        "<script>",
        "<img src=x onerror=hit()>",
        "[",
        "](",
        ")",
        "javascript:hit()",
        "![",
        "`",
        "```\n",
    ),
    *(
        '"',
        "'",
        ">",
        "<",
        "&lt;",
        "&colon;",
        "[^a]",
        "\n\n[^a]: ",
        "\n",
        "    ",
        "|",
        "-|",
        "# ",
        "> ",
    ),
    *(
        "**",
        "\\",
        "<!--",
        "-->",
        "<svg onload=hit()>",
        "\u202e",
        "\x00",
        "«",
        " !",
        "]: ",
        "/files/a.png",
    ),
]


def test_the_texts_are_many_and_of_many_kinds() -> None:
    assert len(TEXTS) >= 150
    assert len({text.kind for text in TEXTS}) >= 10


@pytest.mark.parametrize("hostile", TEXTS, ids=lambda text: f"{text.kind} {text.text[:40]!r}")
def test_nothing_of_it_runs(hostile: HostileText) -> None:
    for language in ("fr", "en"):
        article = render(hostile.text, language=language)
        assert forbidden_parts(article.html) == []
        assert clean(article.html) == article.html


@pytest.mark.parametrize("hostile", TEXTS, ids=lambda text: f"{text.kind} {text.text[:40]!r}")
def test_the_second_lock_holds_alone(hostile: HostileText) -> None:
    assert forbidden_parts(clean(hostile.text)) == []


def test_what_must_not_be_is_seen() -> None:
    seen = forbidden_parts(
        '<script></script><a href="java\tscript:hit()" onclick=hit() id=main>x</a><!-- x -->'
        '<img src="https://evil.example/a"><a href="//evil.example">x</a>'
    )
    assert len(seen) == 7


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_nothing_put_together_runs(pieces: list[str]) -> None:
    assert forbidden_parts(render("".join(pieces), language="fr").html) == []


def test_addresses_lead_to_the_web_to_mail_or_into_the_site() -> None:
    text = "[a](https://a.example) [b](mailto:a@b.example) [c](/mentors) [d](#là) [e](ftp://a.example)\n\n## Là"
    article = render(text, language="fr")
    assert article.link_urls == ["https://a.example", "mailto:a@b.example", "/mentors"]
    assert article.html.count("rel=") == 1
    assert '<a href="#s-la">d</a> e</p>' in article.html


def test_a_picture_from_elsewhere_is_a_link_to_it() -> None:
    article = render(
        "![Le port](https://a.example/port.png)\n\n![](/files/a/b.webp)", language="fr"
    )
    assert (
        '<a href="https://a.example/port.png" rel="nofollow ugc noopener">Le port</a>'
        in article.html
    )
    assert article.html.count("<img ") == 1
    assert article.image_keys == ["a/b.webp"]
    assert [image.key for image in article.images] == [None, "a/b.webp"]
