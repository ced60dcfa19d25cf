"""A mentor's own profile as JSON."""

from litestar import get, post, put

from mentorat.accounts.gates import Member
from mentorat.db.executor import Db
from mentorat.mentors.actions.edit_profile import MentorsOnly, ProfileChange, edit_profile
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile
from mentorat.mentors.queries import find_own_profile
from mentorat.mentors.schemas import (
    ProfileAnswer,
    ProfileDocument,
    PublicationStep,
    booking_rules,
    column_values,
)
from mentorat.viewer import SignedIn
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json


@get(
    "/api/me/mentor-profile",
    opt=describe("getMyMentorProfile", "Your mentor profile"),
)
async def read_own_profile(db: RequestDb, member: Member) -> ProfileAnswer:
    return await _own(db, member)


@put(
    "/api/me/mentor-profile",
    opt=describe(
        "replaceMyMentorProfile",
        "Replace your mentor profile and your availability",
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
        "changeMyMentorProfileStatus",
        "Submit, withdraw, pause or resume your profile",
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
