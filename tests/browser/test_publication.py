"""A profile is written, read by the operator, published, paused; a role is changed and back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, become, say
from tests.browser.editing import confirm, fill, press, save

LUKAS = "user_demoLukasMeier"
pytestmark = pytest.mark.usefixtures("demo")
BOTH_WAYS = pytest.mark.parametrize(
    ("locale", "script", "viewport"),
    [("fr-FR", True, DESK), ("en-GB", False, PHONE)],
    ids=["French, desk, JavaScript", "English, phone, no JavaScript"],
)
AT_A_DESK = pytest.mark.parametrize(("locale", "script", "viewport"), [("fr-FR", True, DESK)])
ON_A_PHONE = pytest.mark.parametrize(("locale", "script", "viewport"), [("en-GB", False, PHONE)])


def start_as_mentor(page: Page) -> None:
    """Noé, who had not chosen yet, becomes a mentor."""
    become(page, "Noé Girard", "/onboarding")
    page.locator("button[value=MENTOR]").click()
    page.fill("#headline", "Apprendre le piano sans solfège")
    page.fill("#expertise", "piano")
    page.fill("#hourlyRate", "30")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/?welcome=1")


def step(page: Page, locale: str, words: str, status: str) -> None:
    """Take a step of one's own profile, and see where it stands."""
    page.goto("/profile")
    press(page, locale, words)
    expect(page.locator("#publication .badge")).to_have_text(say(locale, status))


def decide(page: Page, locale: str, name: str, words: str, reason: str = "") -> None:
    """Ada opens the queue, reads somebody's profile and decides."""
    page.goto("/admin")
    page.get_by_role("link", name=say(locale, "Ouvrir la file")).click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    if reason:
        page.fill("#reason", reason)
    press(page, locale, words)


@BOTH_WAYS
def test_a_profile_is_completed_refused_edited_and_published(
    visit: Visit, worker: Callable[[], None], locale: str, script: bool, viewport: Any
) -> None:
    page = visit(locale=locale, script=script, viewport=viewport)
    start_as_mentor(page)
    complete(page, locale, is_scripted=script)
    ada = visit(locale=locale, script=script, viewport=viewport)
    become(ada, "Ada Renaud", "/admin")
    decide(ada, locale, "Noé Girard", "Refuser le profil")
    expect(ada.locator("#reason")).to_have_attribute("aria-invalid", "true")
    ada.fill("#reason", "Dites depuis quand vous enseignez.")
    press(ada, locale, "Refuser le profil")
    expect(ada.get_by_role("status")).to_be_visible()
    page.goto("/profile")
    expect(page.locator("#publication")).to_contain_text("Dites depuis quand vous enseignez.")
    press(page, locale, "Envoyer pour publication")
    expect(page.locator("main")).to_contain_text(
        say(locale, "Ce profil a été refusé tel quel. Modifiez-le avant de le renvoyer.")
    )
    page.goto("/profile")
    page.fill("#bio", "Professeur de piano depuis 2009.")
    press(page, locale, "Enregistrer")
    step(page, locale, "Envoyer pour publication", "en validation")
    decide(ada, locale, "Noé Girard", "Publier")
    worker()
    visitor = visit("/mentors?q=piano&free=week", locale=locale, script=script)
    expect(visitor.locator(".mentor-card h3 a")).to_have_text(["Noé Girard"])


def complete(page: Page, locale: str, *, is_scripted: bool) -> None:
    """What is missing is named; it is written, and the profile is sent."""
    step(page, locale, "Envoyer pour publication", "brouillon")
    told = page.locator("#problems")
    expect(told).to_contain_text(say(locale, "Présentez-vous en quelques lignes."))
    expect(told).to_contain_text(say(locale, "Indiquez quand vous êtes disponible."))
    if is_scripted:
        expect(told).to_be_focused()
    told.locator("a[href='#bio']").press("Enter")
    expect(page.locator("#bio")).to_be_focused()
    page.fill("#bio", "Professeur de piano.")
    press(page, locale, "Enregistrer")
    expect(page.get_by_role("status")).to_have_text(say(locale, "C'est enregistré."))
    page.goto("/availability")
    days = ("mon_0", "tue_0", "wed_0", "thu_0", "fri_0", "sat_0", "sun_0")
    fill(page, **dict.fromkeys(days, ("08:00", "20:00")))
    save(page, locale)
    step(page, locale, "Envoyer pour publication", "en validation")


@ON_A_PHONE
def test_a_pause_hides_at_once_and_ends_when_asked(
    visit: Visit, worker: Callable[[], None], locale: str, script: bool, viewport: Any
) -> None:
    page = visit(locale=locale, script=script, viewport=viewport)
    become(page, "Lukas Meier", "/profile")
    visitor = visit("/mentors", locale=locale, script=script)
    cards = visitor.locator(".mentor-card h3", has_text="Lukas Meier")
    expect(cards).to_have_count(1)
    step(page, locale, "Mettre en pause", "en pause")
    visitor.reload()
    expect(cards).to_have_count(0)
    assert visitor.request.get(f"/mentors/{LUKAS}").status == 404
    page.get_by_role("link", name=say(locale, "Voir mon profil public")).click()
    expect(page.get_by_role("status").first).to_have_text(
        say(locale, "Cette page n'est visible que par vous : le profil n'est pas publié.")
    )
    step(page, locale, "Reprendre", "publié")
    worker()
    visitor.goto("/mentors?q=Lukas&free=week")
    expect(cards).to_have_count(1)


@BOTH_WAYS
def test_profiles_may_be_published_without_review(
    visit: Visit, rows: Any, locale: str, script: bool, viewport: Any
) -> None:
    ada = visit(locale=locale, script=script, viewport=viewport)
    become(ada, "Ada Renaud", "/admin")
    confirm(ada, locale, "Publier sans validation")
    expect(ada.locator("main")).to_contain_text(
        say(locale, "Les profils sont visibles dès que leur mentor les envoie.")
    )
    page = visit(locale=locale, script=script, viewport=viewport)
    become(page, "Amélie Rousseau", "/profile")
    step(page, locale, "Repasser en brouillon", "brouillon")
    step(page, locale, "Envoyer pour publication", "publié")
    confirm(ada, locale, "Valider chaque profil")
    expect(ada.get_by_role("status")).to_be_visible()
    assert rows("select review_required from publication_rules") == [{"review_required": True}]


@BOTH_WAYS
def test_a_mentor_becomes_eleve_and_finds_the_draft_again(
    visit: Visit, rows: Any, locale: str, script: bool, viewport: Any
) -> None:
    page = visit(locale=locale, script=script, viewport=viewport)
    become(page, "Lukas Meier", "/profile?tab=account")
    page.get_by_role("link", name=say(locale, "Redevenir élève")).click()
    expect(page.get_by_role("listitem").last).to_be_visible()
    press(page, locale, "Redevenir élève")
    expect(page.get_by_role("status")).to_contain_text(
        say(
            locale,
            "Votre compte est maintenant un compte élève. Votre profil de mentor est conservé 90 jours.",
        )
    )
    assert visit("/").request.get(f"/mentors/{LUKAS}").status == 404
    page.goto("/profile?tab=account")
    page.get_by_role("link", name=say(locale, "Devenir mentor")).click()
    press(page, locale, "Redevenir mentor")
    expect(page.locator("#publication .badge")).to_have_text(say(locale, "brouillon"))
    expect(page.locator("#headline")).to_have_value("Choisir quoi construire, et quoi laisser")
    (kept,) = rows("select availability from mentor_profiles where user_id = %s", LUKAS)
    assert kept["availability"]["weekly"]["mon"] == [["09:00", "12:00"], ["14:00", "17:30"]]


@BOTH_WAYS
def test_an_eleve_becomes_mentor_with_a_profile_of_their_own(
    visit: Visit, locale: str, script: bool, viewport: Any
) -> None:
    page = visit(locale=locale, script=script, viewport=viewport, timezone_id="Asia/Tokyo")
    become(page, "Lina Petit", "/profile/role")
    expect(page.locator("#timezone")).to_have_value("Asia/Tokyo" if script else "Europe/Paris")
    page.fill("#headline", "x")
    press(page, locale, "Devenir mentor")
    expect(page.locator("#headline")).to_have_attribute("aria-invalid", "true")
    page.fill("#headline", "Débuter en couture")
    page.fill("#expertise", "couture")
    page.fill("#hourlyRate", "0")
    press(page, locale, "Devenir mentor")
    expect(page.locator("#publication").get_by_role("status")).to_be_visible()
    expect(page.locator("#publication .badge")).to_have_text(say(locale, "brouillon"))


@AT_A_DESK
def test_a_word_of_a_mentors_becomes_a_skill(
    visit: Visit, worker: Callable[[], None], locale: str, script: bool, viewport: Any
) -> None:
    ada = visit(locale=locale, script=script, viewport=viewport)
    become(ada, "Ada Renaud", "/admin")
    ada.get_by_role("link", name=say(locale, "Ouvrir la liste")).click()
    ada.get_by_role("link", name="création d'entreprise").click()
    expect(ada.locator("#slug")).to_have_value("creation-d-entreprise")
    ada.fill("#labelEn", "Starting a company")
    press(ada, locale, "Enregistrer")
    expect(ada.get_by_role("status")).to_have_text(say(locale, "C'est enregistré."))
    expect(ada.get_by_role("link", name="création d'entreprise")).to_have_count(
        1 if locale == "fr-FR" else 0
    )
    worker()
    visitor = visit("/mentors?skill=creation-d-entreprise", locale=locale, script=script)
    expect(visitor.locator(".mentor-card h3 a")).to_have_text(["Claire Nguyen"])
    ada.goto("/admin/skills?edit=creation-d-entreprise")
    confirm(ada, locale, "Retirer de la liste")
    expect(ada.get_by_role("link", name="création d'entreprise")).to_have_count(0)
