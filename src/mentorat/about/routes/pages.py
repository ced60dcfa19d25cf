"""What the site is, help, who answers for it, how to reach them: texts of each language."""

from typing import Any

from litestar import Response, get
from markupsafe import Markup

from mentorat.errors import say
from mentorat.settings import Settings
from mentorat.text.french import typeset
from mentorat.web.language import Translator
from mentorat.web.provide import Anybody, AnyRequest, Config
from mentorat.web.rendering import environment, html, request_translator

TITLES = {
    "about": say("À propos"),
    "help": say("Aide"),
    "legal": say("Mentions légales, données et conditions"),
    "contact": say("Contact"),
}
DESCRIPTIONS = {
    "about": say("Ce qu'est mentorat et comment y réserver une séance."),
    "help": say(
        "Réserver, annuler, signaler une absence, partir : les réponses aux questions courantes."
    ),
    "legal": say("Qui exploite ce site, quelles données il conserve et à quoi chacun s'engage."),
    "contact": say("À qui écrire et que préciser pour une réponse rapide."),
}


@get([f"/{name}" for name in TITLES], media_type="text/html")
async def show_text(request: AnyRequest, settings: Config, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    name = request.scope["path"].strip("/")
    context = {
        "title": TITLES[name],
        "description": DESCRIPTIONS[name],
        "text": _text(name, request_translator(request), settings),
    }
    return html(request, "about/page.html", context)


def _text(name: str, translate: Translator, settings: Settings) -> Markup:
    """A whole text in one language; French is printed by the rules of every French sentence."""
    unsaid = translate.gettext("non renseigné par l'exploitant de ce site")
    made = environment().get_template(f"about/{translate.locale}/{name}.html")
    words = made.render(
        operator=settings.operator_name or unsaid,
        address=settings.operator_address or unsaid,
        host=settings.hosting_provider or unsaid,
        contact=settings.contact_email,
        origin=settings.origin,
    )
    return Markup(typeset(words) if translate.locale == "fr" else words)  # noqa: S704  # ours, escaped
