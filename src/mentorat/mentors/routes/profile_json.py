"""A mentor's own profile and schedule over JSON."""

from litestar import get, post, put

from mentorat.accounts.recognition import Member
from mentorat.db.executor import Db
from mentorat.mentors.actions.edit_profile import MentorsOnly, ProfileChange, edit_profile
from mentorat.mentors.actions.move_profile import Move, move_profile
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
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_json


@get(
    "/api/me/mentor-profile",
    opt=describe(
        "getMyMentorProfile",
        "One's own mentor profile",
        answers={200: ProfileAnswer},
        refuses=(403, 503),
    ),
)
async def read_own_profile(db: Session, member: Member) -> ProfileAnswer:
    return await _own(db, member)


@put(
    "/api/me/mentor-profile",
    opt=describe(
        "replaceMyMentorProfile",
        "Replace one's own mentor profile and availability",
        takes=ProfileDocument,
        answers={200: ProfileAnswer},
        refuses=(400, 403, 409, 413, 415, 422, 503),
    ),
)
async def replace_own_profile(
    request: AnyRequest, db: Session, now: Now, member: Member
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
        answers={200: ProfileAnswer},
        refuses=(400, 403, 404, 409, 413, 415, 422, 503),
    ),
)
async def move_own_profile(
    request: AnyRequest, db: Session, now: Now, member: Member
) -> ProfileAnswer:
    wanted = await read_json(request, PublicationStep)
    if member.role != "MENTOR":
        raise MentorsOnly
    await move_profile(db, Move(member.id, wanted.step), viewer=member, now=now)
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
