"""Onboarding over JSON: the same action as the page."""

from litestar import post

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.queries import get_me
from mentorat.accounts.recognition import Member
from mentorat.accounts.schemas import Me
from mentorat.mentors.actions.switch_role import become_student
from mentorat.onboarding.actions import onboard, switch_to_mentor
from mentorat.onboarding.schemas import MentorChoice, OnboardingChoice
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import idempotency_key, read_json


@post(
    "/api/onboarding",
    opt=describe(
        "chooseRole",
        "Choose Mentor or Élève, once",
        takes=OnboardingChoice,
        answers={201: Me},
        refuses=(400, 403, 409, 413, 415, 422, 503),
        headers=("Idempotency-Key",),
    ),
)
async def choose_role(request: AnyRequest, db: Session, now: Now, signed_in: Member) -> Me:
    choice = await read_json(request, OnboardingChoice)

    async def act() -> Me:
        await onboard(db, choice.root, viewer=signed_in, now=now)
        return await get_me(db, viewer=signed_in)

    said = request.url.path.encode() + b"\n" + choice.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, Me)
    return await once(db, keyed, act, viewer=signed_in, now=now)


@post(
    "/api/me/role",
    status_code=200,
    opt=describe(
        "switchRole",
        "From Mentor to Élève and back; a profile withdrawn within 90 days returns as a draft",
        takes=OnboardingChoice,
        answers={200: Me},
        refuses=(400, 403, 409, 413, 415, 422, 503),
    ),
)
async def switch_role(request: AnyRequest, db: Session, now: Now, member: Member) -> Me:
    choice = (await read_json(request, OnboardingChoice)).root
    if isinstance(choice, MentorChoice):
        await switch_to_mentor(db, choice, viewer=member, now=now)
    else:
        await become_student(db, viewer=member, now=now)
    return await get_me(db, viewer=member)
