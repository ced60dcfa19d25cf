"""Pages of elsewhere say in Markdown what they said, and take no longer than their length explains."""

import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.text.articles import render
from mentorat.text.from_html import HTML_CHARACTERS_MAX, to_markdown

# Signs that mean something to Markdown or HTML, and the letters of people.
SIGNS = st.sampled_from(
    [*"abcé 1234.,;:!?'\"()[]{}<>*_~`#+-=|\\/&^$%@", "\n", "&amp;", "://", "  "]
)
TEXTS = st.lists(SIGNS, max_size=40).map("".join)
MARKS = st.sampled_from(["strong", "em", "s", "span", "a href='https://courrier.example/'"])


def words_of(markdown: str) -> str:
    """What a reader of the article reads, without blanks and printed signs."""
    plain = render(markdown, language="en").plain
    return "".join(plain.translate(PRINTED).split())


PRINTED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "—": "-", "–": "-"})


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_paragraph_says_the_same_words_whatever_its_signs(text: str) -> None:
    found = to_markdown(f"<p>{escape(text)}</p>")
    assert words_of(found.markdown) == "".join(text.translate(PRINTED).split())


@given(st.lists(st.tuples(MARKS, TEXTS), max_size=6))
@settings(max_examples=300, deadline=None)
def test_words_between_marks_show_no_mark(parts: list[tuple[str, str]]) -> None:
    html = "".join(f"<{tag}>{escape(text)}</{tag.split()[0]}>" for tag, text in parts)
    said = "".join("".join(text for _, text in parts).translate(PRINTED).split())
    assert words_of(to_markdown(f"<p>{html}</p>").markdown) == said


def test_a_page_becomes_the_markdown_that_somebody_would_write() -> None:
    html = """<h2>Préparer son <em>entretien</em></h2>
    <p>Deux <strong>règles :</strong>lire, puis <a href="https://courrier.example/a b">demander</a>.<br>Enfin !</p>
    <ul><li>d'abord<ul><li>lire</li></ul></li><li>ensuite</li></ul>
    <ol><li><p>un</p><p>encore</p></li><li>deux</li></ol>
    <figure><img src="https://courrier.example/a.jpg" alt="Un bureau"><figcaption>Le "bureau"</figcaption></figure>
    <pre><code class="language-python">print("&lt;b&gt;")</code></pre>
    <blockquote><p>Cité</p></blockquote>
    <table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td><td>2</td></tr></table>"""
    assert to_markdown(html).markdown.split("\n\n") == [
        "## Préparer son *entretien*",
        "Deux **règles** :lire, puis [demander](<https://courrier.example/a b>).\\\nEnfin !",
        "- d'abord\n  - lire\n- ensuite",
        "1. un",
        "   encore\n2. deux",
        '![Un bureau](https://courrier.example/a.jpg "Le \\"bureau\\"")',
        '```python\nprint("<b>")\n```',
        "> Cité",
        "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
    ]


def test_what_markdown_cannot_say_is_named() -> None:
    html = """<iframe src="https://www.youtube.com/embed/abc"></iframe><script>alert(1)</script>
    <form><input name=q></form><img src="data:image/png;base64,AAAA">
    <table><tr><td colspan=2>Large</td></tr><tr><td>a</td><td>b</td></tr></table>"""
    found = to_markdown(html)
    assert found.losses == [
        ("embed", "https://www.youtube.com/embed/abc"),
        ("form", "input"),
        ("image", "data:"),
        ("table", "Large"),
    ]
    assert "alert" not in found.markdown
    assert "a · b" in found.markdown


def test_an_old_editor_parts_paragraphs_by_empty_lines() -> None:
    text = "Premier\nsur deux lignes\n\n<b>Deuxième</b>\n<ul>\n<li>a</li>\n</ul>\n\nfin"
    assert to_markdown(text, keeps_lines=True).markdown == (
        "Premier\\\nsur deux lignes\n\n**Deuxième**\n\n- a\n\nfin"
    )


@pytest.mark.parametrize(
    "part",
    [
        "<b>", "<div>", "<p><b>", "<!--", "<!", "<a ", "<a '", "</script", "<script>", "<li>", "<td>",
        "</b>", "&", "&#", "<b id='x'><p>", "**", "[", "!<a href=x>a</a>", "<i>a.</i>", "<br>", " ",
        "<table><tr><td>", "<ul><li>", "<blockquote>", "<pre>", "`", "<code>`</code>", "<figure><img src=a>",
    ],
)  # fmt: skip
def test_a_page_takes_as_long_as_its_length_explains(part: str) -> None:
    short, long = ((part * HTML_CHARACTERS_MAX)[:size] for size in (15_000, 120_000))
    first = min(_seconds(short) for _ in range(3))
    # Eight times the length; its square would be 64 times as long.
    assert min(_seconds(long) for _ in range(2)) < 40 * max(first, 0.01)


def _seconds(html: str) -> float:
    began = time.process_time()
    to_markdown(html)
    return time.process_time() - began
