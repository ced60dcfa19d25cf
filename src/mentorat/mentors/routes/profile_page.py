"""The page of one's own profile: its tabs, what is saved in each, what leads to publication."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.gates import Member
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import Me, MeChange
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.actions.edit_profile import (
    MentorsOnly,
    ProfileChange,
    ProfileChanged,
    edit_profile,
)
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.editor.draft_card import draft_card
from mentorat.mentors.editor.profile_form import MENTOR_FIELDS, profile_document, split_list
from mentorat.mentors.editor.profile_tabs import (
    FIELDS,
    Tab,
    differences,
    profile_values,
    tab_of,
    words_id,
)
from mentorat.mentors.editor.skill_chips import skill_chips
from mentorat.mentors.publication import requirements, steps_from
from mentorat.mentors.queries import OwnProfile, find_own_profile, find_share_path, list_skills
from mentorat.mentors.schemas import (
    BookingForm,
    ProfileFields,
    ProfileForm,
    booking_rules,
    column_values,
)
from mentorat.settings.clerk_keys import account_page
from mentorat.viewer import SignedIn
from mentorat.web.forms import FormState, form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import tried
from mentorat.web.rendering import FormTexts, html, request_translator
from mentorat.wire import Wire

OWN_STEPS = ("submit", "retract", "pause", "resume")
CHOOSE = say("Faites un choix.")
PARTS: dict[Tab | None, type[Wire]] = {
    "profile": ProfileFields,
    "booking": BookingForm,
    None: ProfileForm,
}


async def _page(request: AnyRequest, db: Db, *, member: SignedIn) -> Response[Any]:
    form = form_state(request)
    tab = tab_of(form.typed["tab"] or request.query_params.get("tab") or "profile")
    me, profile, skills, share_path = await together(
        db,
        get_me(db, viewer=member),
        _own_profile(db, member),
        list_skills(db),
        find_share_path(db, member.id),
    )
    if tab is None or (tab == "booking" and profile is None):
        raise NotFound
    stored = _stored(me, profile)
    own = {"member": member, "me": me, "profile": profile, "stored": stored}
    return _show(request, form, tab, {**own, "share_path": share_path, "skills": skills})


def _show(request: AnyRequest, form: FormState, tab: Tab, own: dict[str, Any]) -> Response[Any]:
    profile, stored = own["profile"], own["stored"]
    locale = request_translator(request).locale
    is_typed = not form.typed.keys().isdisjoint(FIELDS[tab])
    typed = {name: form.typed[name] for name in FIELDS[tab]} if is_typed else {}
    values = FormTexts({**stored, **typed})
    words = split_list(typed["expertise"]) if "expertise" in typed else stored.get("expertise")
    chips = skill_chips(own["skills"], words or [], locale)
    crossed = isinstance(form.refusal, ProfileChanged) and profile is not None
    context = {
        **own,
        "tab": tab,
        "is_mentor": profile is not None,
        "needed": _needed(own["me"], profile),
        "steps": steps_from(profile.status, "owner") if profile else (),
        "moved": request.query_params.get("moved"),
        "skills": chips,
        "card": draft_card(values, chips, viewer=own["member"]),
        "origin": request.app.state.settings.origin,
        "values": values,
        "words_id": words_id(stored, tab),
        "versions": differences(stored, form.typed, tab) if crossed else [],
        "told": form.told,
        "problems": form.problems,
        "choices": profile_choices(locale),
        "account_url": account_page(request.app.state.settings.clerk_publishable_key or ""),
        "is_saved": "saved" in request.query_params,
    }
    return html(request, "mentors/profile.html", context, status=form.status)


async def _own_profile(db: Db, member: SignedIn) -> OwnProfile | None:
    return await find_own_profile(db, viewer=member) if member.role == "MENTOR" else None


def _needed(me: Me, profile: OwnProfile | None) -> tuple[Any, ...]:
    if profile is None:
        return ()
    return requirements(has_bio=bool(me.bio), has_hours=profile.has_hours)


def _stored(me: Me, profile: OwnProfile | None) -> dict[str, Any]:
    """What stands in the forms before anything is typed."""
    about_me = {"bio": me.bio or "", "locale": me.locale or ""}
    return about_me | (profile_values(profile) if profile else {})


@get("/profile", media_type="text/html")
async def show_profile(request: AnyRequest, db: RequestDb, member: Member) -> Response[Any]:
    return await _page(request, db, member=member)


@post("/profile", status_code=303)
@or_page(_page)
async def save_profile(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    """Saves one tab, or the whole profile where no tab is named."""
    tab = await _save(db, await read_form(request), viewer=member, now=now)
    return Redirect(f"/profile?tab={tab}&saved=1" if tab else "/profile?saved=1", status_code=303)


@post("/profile/publication", status_code=303)
@or_page(_page)
async def move_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    """Sends one's profile to be read, takes it back, pauses or resumes it."""
    step = (await read_form(request)).get("step")
    if member.role != "MENTOR":
        raise MentorsOnly
    if step not in OWN_STEPS:
        raise Invalid([Problem("/step", CHOOSE, "missing")])
    await move_profile(db, ProfileMove(member.id, step), viewer=member, now=now)
    return Redirect(f"/profile?moved={step}", status_code=303)


async def _save(db: Db, fields: dict[str, Any], *, viewer: SignedIn, now: datetime) -> Tab | None:
    named, seen = fields.pop("tab", None), fields.pop("seen", None)
    tab = tab_of(named)
    if named is not None and tab is None:
        raise Invalid([Problem("/tab", CHOOSE, "unknown")])
    profile = await _own_profile(db, viewer)
    if tab and seen is not None:
        stored = _stored(await get_me(db, viewer=viewer), profile)
        if seen != words_id(stored, tab):
            raise ProfileChanged
    if profile is None and viewer.role == "MENTOR" and any(map(fields.__contains__, MENTOR_FIELDS)):
        raise ProfileChanged  # it went while its form stood open
    change, edit = _read(fields, tab, profile)
    await edit_me(db, change.model_dump(include=change.model_fields_set), viewer=viewer, now=now)
    if edit is not None:
        await edit_profile(db, edit, viewer=viewer, now=now)
    return tab


def _read(
    fields: dict[str, Any], tab: Tab | None, profile: OwnProfile | None
) -> tuple[MeChange, ProfileChange | None]:
    """What a form changes of the account and of the profile. Raises Invalid."""
    problems: list[Problem] = []
    about_me = {name: value for name, value in fields.items() if name not in MENTOR_FIELDS}
    emptied = {"bio": None} if tab in {None, "profile"} else {}
    change = tried(MeChange, {**emptied, **about_me}, problems)
    edit = None
    if profile is not None and tab != "account":
        document, unread = profile_document(
            {name: value for name, value in fields.items() if name in MENTOR_FIELDS}
        )
        problems += unread
        edit = _change(tried(PARTS[tab], document, problems), profile)
    if problems or change is None:
        raise Invalid(problems)
    return change, edit


def _change(form: object, profile: OwnProfile) -> ProfileChange:
    """What a tab changes; the rest stays as it was when it was read, and nothing newer is lost."""
    fields = {name: getattr(profile, name) for name in ProfileFields.model_fields}
    change = ProfileChange(fields, expected_version=profile.version)
    if isinstance(form, ProfileFields):
        change = ProfileChange(column_values(form), expected_version=profile.version)
    if isinstance(form, BookingForm):
        # An emptied field is not sent along: with the form it means no place.
        rules = booking_rules(form) | {"meeting_place": form.meeting_place or ""}
        return ProfileChange(
            change.fields,
            timezone=form.timezone,
            expected_version=profile.version,
            rules=rules,
        )
    return change
