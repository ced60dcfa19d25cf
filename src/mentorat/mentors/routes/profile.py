"""A mentor's own profile: its page and its JSON."""

from typing import Any

from litestar import Response, get, post, put
from litestar.response import Redirect

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.gates import Member
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import MeChange
from mentorat.db.executor import Db
from mentorat.errors import Invalid, Problem, say
from mentorat.mentors.actions.edit_profile import MentorsOnly, ProfileChange, edit_profile
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.profile_form import MENTOR_FIELDS, amount_of, profile_document
from mentorat.mentors.publication import steps_from
from mentorat.mentors.queries import OwnProfile, find_own_profile, skill_choices
from mentorat.mentors.schemas import (
    ProfileAnswer,
    ProfileDocument,
    ProfileForm,
    PublicationStep,
    booking_rules,
    column_values,
)
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, tried
from mentorat.web.rendering import FormTexts, html, request_translator

OWN_STEPS = ("submit", "retract", "pause", "resume")
CHOOSE = say("Faites un choix.")


async def _page(request: AnyRequest, db: Db, *, member: SignedIn) -> Response[Any]:
    form = form_state(request)
    me = await get_me(db, viewer=member)
    profile = await find_own_profile(db, viewer=member) if member.role == "MENTOR" else None
    stored = {"bio": me.bio or "", "locale": me.locale or "", **_stored(profile)}
    translate = request_translator(request)
    context = {
        "me": me,
        "is_mentor": profile is not None,
        "profile": profile,
        "steps": steps_from(profile.status, "owner") if profile else (),
        "moved": request.query_params.get("moved"),
        "skills": await skill_choices(db, translate.locale) if profile else {},
        "values": form.typed if "bio" in form.typed else FormTexts(stored),
        "told": form.told,
        "problems": form.problems,
        "choices": profile_choices(translate.locale),
        "is_saved": "saved" in request.query_params,
    }
    return html(request, "mentors/profile.html", context, status=form.status)


def _stored(profile: OwnProfile | None) -> dict[str, Any]:
    """What stands in the mentor's part of the form before anything is typed."""
    if profile is None:
        return {}
    return {
        "headline": profile.headline,
        "expertise": ", ".join(profile.expertise),
        "hourlyRate": amount_of(profile.hourly_rate_cents),
        "currency": profile.currency,
        "languages": profile.languages,
        "timezone": profile.timezone,
        "bookingMode": profile.booking_mode.value,
        "cancellationPolicy": profile.cancellation_policy.value,
        "meetingPlace": profile.meeting_place or "",
    }


@get("/profile", media_type="text/html")
async def show_profile(request: AnyRequest, db: RequestDb, member: Member) -> Response[Any]:
    return await _page(request, db, member=member)


@post("/profile", status_code=303)
@or_page(_page)
async def save_profile(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    await _save(db, await read_form(request), viewer=member, now=now)
    return Redirect("/profile?saved=1", status_code=303)


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


async def _save(db: Db, fields: dict[str, Any], *, viewer: SignedIn, now: Now) -> None:
    about_me = {name: value for name, value in fields.items() if name not in MENTOR_FIELDS}
    problems: list[Problem] = []
    change = tried(MeChange, {"bio": None, **about_me}, problems)
    profile = None
    if viewer.role == "MENTOR":
        document, problems_of_form = profile_document(
            {k: v for k, v in fields.items() if k in MENTOR_FIELDS}
        )
        problems += problems_of_form
        profile = tried(ProfileForm, document, problems)
    if problems or change is None:
        raise Invalid(problems)
    await edit_me(db, change.model_dump(include=change.model_fields_set), viewer=viewer, now=now)
    if profile is not None:
        # An emptied field is not sent along: with the form it means no place.
        place = {"meeting_place": profile.meeting_place or ""}
        edit = ProfileChange(
            column_values(profile),
            timezone=profile.timezone,
            rules=booking_rules(profile) | place,
        )
        await edit_profile(db, edit, viewer=viewer, now=now)


@get(
    "/api/me/mentor-profile",
    opt=describe("getMyMentorProfile", "One's own mentor profile"),
)
async def read_own_profile(db: RequestDb, member: Member) -> ProfileAnswer:
    return await _own(db, member)


@put(
    "/api/me/mentor-profile",
    opt=describe(
        "replaceMyMentorProfile",
        "Replace one's own mentor profile and availability",
        takes=ProfileDocument,
        refuses=(409,),
    ),
)
async def replace_own_profile(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> ProfileAnswer:
    document = await read_json(request, ProfileDocument)
    change = ProfileChange(
        column_values(document),
        availability=document.availability.as_json(),
        expected_version=document.version,
        rules=booking_rules(document),
    )
    await edit_profile(db, change, viewer=member, now=now)
    return await _own(db, member)


@post(
    "/api/me/mentor-profile/publication",
    status_code=200,
    opt=describe(
        "moveMyMentorProfile",
        "Submit, retract, pause or resume one's own mentor profile",
        takes=PublicationStep,
        refuses=(404, 409),
    ),
)
async def move_own_profile(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> ProfileAnswer:
    wanted = await read_json(request, PublicationStep)
    if member.role != "MENTOR":
        raise MentorsOnly
    await move_profile(db, ProfileMove(member.id, wanted.step), viewer=member, now=now)
    return await _own(db, member)


async def _own(db: Db, viewer: SignedIn) -> ProfileAnswer:
    profile = await find_own_profile(db, viewer=viewer)
    if profile is None or viewer.role != "MENTOR":
        raise MentorsOnly
    return ProfileAnswer(
        headline=profile.headline,
        expertise=profile.expertise,
        hourly_rate_cents=profile.hourly_rate_cents,
        hourly_rate=profile.hourly_rate_cents / 100,
        currency=profile.currency,
        languages=profile.languages,
        availability=profile.availability,
        version=profile.version,
        status=profile.status.value,
        refusal_reason=profile.refusal_reason,
        skills=profile.skills,
        booking_mode=profile.booking_mode.value,
        cancellation_policy=profile.cancellation_policy.value,
        meeting_place=profile.meeting_place,
        created_at=profile.created_at,
        updated_at=profile.updated_at,
    )
