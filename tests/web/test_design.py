"""Every class of a page belongs to a part, and every part's class is on a page."""

import re
from pathlib import Path

import mentorat
from mentorat.text.articles.highlighting import CLASSES
from mentorat.web.design import SWATCHES
from mentorat.web.static_files import STYLE_SHEET, STYLES, static_files

PACKAGE = Path(mentorat.__file__).parent
TEMPLATES = PACKAGE / "web" / "templates"
TONES = ("neutral", "positive", "waiting", "refused", "new")  # of badges
DRAWN_BY_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def written_classes(text: str) -> set[str]:
    """The classes that a template names: those in quotes inside Jinja's own words as well."""
    found: set[str] = set()
    for value in re.findall(
        r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\}|\{(?![{%]))*)"', text, re.DOTALL
    ):
        found |= {word for word in DRAWN_BY_JINJA.sub(" ", value).split() if "-{" not in word}
    found |= set(re.findall(r'"\s?(is-[a-z]+)"', text))
    return {word for word in found if not word.endswith("-")}


def painted_classes() -> set[str]:
    css = re.sub(r"/\*.*?\*/", "", static_files()[STYLE_SHEET].body.decode(), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", css)
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", selectors))


def test_no_page_wears_a_class_that_no_part_owns() -> None:
    painted = painted_classes()
    orphans = {
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in PACKAGE.rglob("templates/**/*.html")
        if "mail" not in path.name
        for word in written_classes(path.read_text("utf-8")) - painted
    }
    assert orphans == set()


def test_no_part_paints_what_no_page_wears() -> None:
    sources = [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("static/*.js")]
    everything = "\n".join(path.read_text("utf-8") for path in sources)
    words = set(re.findall(r"[a-z][a-z0-9-]*", everything))
    made = {f"is-{tone}" for tone in (*range(8), *SWATCHES, *TONES, "end", "middle")}
    made |= set(CLASSES.values())  # of code, and cells, written by the renderer of articles
    assert {word for word in painted_classes() - made if word not in words} == set()


def test_each_style_is_made_of_tokens() -> None:
    """Colours are named once: no part paints with one of its own, but the faces' eight tones."""
    for path in STYLES.rglob("*.css"):
        if path.name in {"tokens.css", "avatar.css"}:
            continue
        assert not re.search(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", path.read_text("utf-8")), (
            path.name
        )


def test_every_part_is_on_the_page_of_parts() -> None:
    design = (TEMPLATES / "design.html").read_text("utf-8")
    inside = {"preferences", "saved"}  # the account's menu of every page, and a mentor's card
    parts = {path.stem for path in (TEMPLATES / "parts").glob("*.html")} - inside
    assert {part for part in parts if f'from "parts/{part}.html"' not in design} == set()


def test_every_drawing_that_a_page_shows_is_drawn() -> None:
    drawn = set(
        re.findall(r'id="([a-z-]+)"', (PACKAGE / "web/static/drawings.svg").read_text("utf-8"))
    )
    shown = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        for words in re.findall(r"call empty\((.*?)\)\s*%}", path.read_text("utf-8"), re.DOTALL)
        for name in re.findall(r', "([a-z-]+)"', words)
    }
    assert shown
    assert shown - drawn == set()
