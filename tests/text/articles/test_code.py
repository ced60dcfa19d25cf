"""Code is coloured by classes, readable in light and dark, and never at any price."""

import re
import time

import pytest

from mentorat.text.articles import render
from mentorat.text.articles.highlighting import (
    ARTICLE_CHARACTERS_MAX,
    BLOCK_CHARACTERS_MAX,
    CLASSES,
    LEXERS,
    LINE_CHARACTERS_MAX,
    CodePainter,
)
from mentorat.web.static_files import STYLES

UNITS = ['"', "'", "\\", "(", "{", "[", "<", "/", "*", "#", "a", "0", " ", "-", "=", ":", "$", "`", "%",
         "@", "|", ".", "&", "!", "\\'", '\\"', "/*", "<!", "${", "{{", "{%", "'''", "a.", "a=", "//", "<<", "\n",
         "\n ", "EOF\n", "<a ", "0x", "- ", "a:\n"]  # fmt: skip


def fenced(code: str, info: str) -> str:
    return render(f"```{info}\n{code}\n```\n", language="fr").html


def test_code_wears_classes_and_no_style() -> None:
    html = fenced('def rendre(x):\n    return "l\'eau ?"  # ici', "python")
    assert '<span class="code-keyword">def</span>' in html
    assert "code-string" in html
    assert "l'eau ?" in html
    assert "style" not in html
    assert 'class="language-python"' in html


def test_the_same_language_has_many_names() -> None:
    for info in ("py", "Python", "{python}", "python title=a.py"):
        assert "code-keyword" in fenced("def f(): pass", info)


def test_code_of_no_known_language_stays_as_it_is() -> None:
    for info in ("", "klingon", "../python", "brainfuck", "<b>"):
        assert "<span" not in fenced("def f(): <b>", info)
        assert "def f(): &lt;b&gt;" in fenced("def f(): <b>", info)


def test_code_that_is_too_long_stays_as_it_is() -> None:
    assert "<span" not in fenced("x = 'a'\n" * (BLOCK_CHARACTERS_MAX // 8 + 1), "python")
    assert "<span" not in fenced(f"'{'a' * LINE_CHARACTERS_MAX}'", "python")
    painter = CodePainter()
    painted = [painter.paint("x = 'a'\n" * 1_000, "py") for _ in range(6)]
    wanted = ARTICLE_CHARACTERS_MAX // 8_000
    assert ["<span" in one for one in painted] == [True] * wanted + [False] * (6 - wanted)


@pytest.mark.parametrize("name", LEXERS)
def test_no_letters_stop_a_lexer(name: str) -> None:
    """Whatever it is made of, code of the longest lines takes no language much longer than honest
    code takes Python's."""

    def seconds(code: str, language: str = name) -> float:
        started = time.process_time()
        CodePainter().paint(code, language)
        return time.process_time() - started

    seconds("a")
    honest = max(seconds("if total == 3: return name('x')  # 1\n" * 100, "py") for _ in range(2))
    for unit in UNITS:
        line = (unit * LINE_CHARACTERS_MAX)[: LINE_CHARACTERS_MAX - 1]
        code = (line if "\n" in unit else f"{line}\n") * 20
        code = code[:4_000]
        assert seconds(code) < 16 * honest or seconds(code) < 16 * honest, unit


def test_the_letters_of_code_are_all_kept() -> None:
    for name in LEXERS:
        html = fenced("<?php\n\n\ta && b; 'c' <d e=\"f\"> # g\n\n", name)
        text = re.sub("<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">")
        assert text.replace("&amp;", "&").strip("\n") == "<?php\n\n\ta && b; 'c' <d e=\"f\"> # g", (
            name
        )


def colours() -> dict[str, tuple[str, str]]:
    """Every token of a colour: in light, in dark."""
    text = (STYLES / "tokens.css").read_text("utf-8")
    found = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text)
    return {name: (light, dark) for name, light, dark in found}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_code_is_read_on_its_ground() -> None:
    rules = re.findall(r"\.(code-[a-z]+) \{([^}]*)\}", (STYLES / "parts" / "code.css").read_text())
    assert {name for name, _ in rules} == set(CLASSES.values())
    for name, rule in rules:
        ink = re.search(r"(?<!-)color: var\(--([a-z-]+)\)", rule)
        ground = re.search(r"background: var\(--([a-z-]+)\)", rule)
        assert ink
        for scheme in (0, 1):
            on = colours()[ground[1] if ground else "surface-quiet"][scheme]
            assert contrast(colours()[ink[1]][scheme], on) >= 4.5, (name, scheme)
    assert contrast("#777777", "#ffffff") < 4.5
