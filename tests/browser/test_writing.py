"""An article, written on a phone: by itself and by its buttons, in two tabs, after a crash, without
JavaScript; every page of it is looked at."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from mentorat.text.french import typeset
from tests.browser.conftest import DESK, PHONE, Visit, become
from tests.browser.inspecting import Inspector, check_valid
from tests.builders import Rows

SAVED, MS = typeset("Enregistré."), 8_000


def texts(rows: Rows) -> list[str]:
    return [row["markdown"] for row in rows("select markdown from post_revisions order by version")]


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=typeset(words), exact=True).last.click()


def keeps(page: Page) -> None:
    """The article has saved itself."""
    expect(page.locator("[data-state]")).to_have_text(SAVED, timeout=MS)


def cross(page: Page, other: Page, seen: Inspector) -> None:
    """The same article is written in two tabs: both texts are shown, and both are kept."""
    other.goto(page.url)
    other.fill("#markdown", "Écrit dans l'autre onglet.")
    press(other, "Enregistrer")
    page.fill("#markdown", "Lire d'abord, écrire ensuite.")
    expect(page.locator("[data-state]")).to_contain_text("ailleurs", timeout=MS)
    press(page, "Enregistrer")
    expect(page.locator(".line-diff")).to_contain_text("Écrit dans l'autre onglet.")
    seen.look()
    press(page, "Garder mon texte")
    expect(page.locator("#markdown")).to_have_value("Lire d'abord, écrire ensuite.")
    seen.look()


def crash(page: Page, other: Page) -> None:
    """The network goes, then the browser does: what was typed is offered again."""
    page.context.set_offline(True)
    page.fill("#markdown", "Écrit dans le train.")
    expect(page.locator("[data-state]")).to_contain_text("ce navigateur garde", timeout=MS)
    page.context.set_offline(False)
    other.goto(page.url)
    press(other, "Le reprendre")
    expect(other.locator("#markdown")).to_have_value("Écrit dans le train.")
    keeps(other)


def test_an_article_on_a_phone_saves_itself_and_two_tabs_lose_nothing(
    visit: Visit, marc: str, rows: Rows, tmp_path: Path
) -> None:
    page = visit(viewport=PHONE)
    become(page, "Marc", "/write")
    seen = Inspector(page)
    seen.go("/write")
    page.get_by_role("link", name=typeset("Nouvel article")).click()
    page.fill("#title", "Relire sans blesser")
    page.fill("#markdown", "Lire d'abord.")
    keeps(page)
    expect(page).to_have_url(re.compile(r"/write/[0-9a-f-]{36}$"))
    assert texts(rows) == ["Lire d'abord."]

    other = page.context.new_page()
    cross(page, other, seen)
    assert texts(rows)[-2:] == ["Écrit dans l'autre onglet.", "Lire d'abord, écrire ensuite."]
    crash(page, other)
    page.goto("about:blank")
    seen.go(other.url.partition("?")[0] + "/revisions")
    page.get_by_role("link", name=typeset("Version 1"), exact=True).click()
    seen.look()
    press(page, "Reprendre cette version")
    expect(page.locator("#markdown")).to_have_value("Lire d'abord.")
    seen.look()
    assert seen.complaints == []
    check_valid(seen.sent, tmp_path)


def test_an_article_without_javascript_is_previewed_and_sent(
    visit: Visit, marc: str, rows: Rows
) -> None:
    page = visit(viewport=PHONE, script=False)
    become(page, "Marc", "/write")
    page.get_by_role("link", name=typeset("Nouvel article")).click()
    page.fill("#title", "Relire sans blesser")
    page.fill("#markdown", "## Lire d'abord")
    press(page, "Aperçu")
    expect(page.locator("#preview .long-text h2")).to_contain_text("Lire d’abord")
    assert texts(rows) == []
    press(page, "Enregistrer")
    press(page, "Envoyer en relecture")
    expect(page.locator("#excerpt-problem")).to_be_visible()
    page.fill("#excerpt", "Trois habitudes.")
    press(page, "Envoyer en relecture")
    expect(page.locator("main")).to_contain_text("en relecture")
    (post,) = rows("select status::text as status, excerpt from posts")
    assert post == {"status": "in_review", "excerpt": "Trois habitudes."}


def test_a_wide_screen_shows_the_article_beside_its_text(visit: Visit, marc: str) -> None:
    page = visit(viewport=DESK)
    become(page, "Marc", "/write/new")
    seen = Inspector(page)
    page.fill("#markdown", "Du *nouveau*")
    expect(page.locator("[data-preview-text] em")).to_have_text("nouveau")
    seen.look()
    assert seen.complaints == []
