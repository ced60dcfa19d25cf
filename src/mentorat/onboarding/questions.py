"""What a new mentor is asked, wherever they become one."""

from typing import Any

from mentorat.db.executor import Db
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.editor.draft_card import draft_card
from mentorat.mentors.editor.profile_form import split_list
from mentorat.mentors.editor.skill_chips import skill_chips
from mentorat.mentors.queries import list_skills
from mentorat.settings.clerk_keys import account_page
from mentorat.viewer import SignedIn
from mentorat.web.provide import AnyRequest
from mentorat.web.rendering import FormTexts, request_translator

DEFAULTS = {"currency": "EUR", "languages": ["fr"], "timezone": "Europe/Paris"}


async def mentor_questions(
    request: AnyRequest, db: Db, values: FormTexts, *, viewer: SignedIn
) -> dict[str, Any]:
    """What the questions' templates need, with `values` in their fields."""
    locale = request_translator(request).locale
    chips = skill_chips(await list_skills(db), split_list(values["expertise"]), locale)
    return {
        "values": values,
        "choices": profile_choices(locale),
        "skills": chips,
        "card": draft_card(values, chips, viewer=viewer),
        "account_url": account_page(request.app.state.settings.clerk_publishable_key or ""),
    }
