"""Asking the other side for another hour, and their answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import Member
from mentorat.bookings.actions.propose import ProposalReply, answer_proposal, propose
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import show_booking
from mentorat.bookings.queries.bookings import find_booking
from mentorat.bookings.queries.proposals import list_proposals
from mentorat.bookings.refusals import ProposalGone
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done, seen_in
from mentorat.bookings.schemas import (
    BookingAnswer,
    HourAnswer,
    NewTime,
    ProposalAnswer,
    ProposalList,
)
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json, validated


@get(
    "/api/bookings/{booking_id:uuid}/proposals",
    opt=describe("listProposals", "Other times proposed, waiting for an answer"),
)
async def read_proposals(
    db: RequestDb, now: Now, member: Member, booking_id: FromPath[UUID]
) -> ProposalList:
    _, proposals = await together(
        db, find_booking(db, booking_id, viewer=member), _proposals(db, booking_id, now)
    )
    return proposals


@post(
    "/api/bookings/{booking_id:uuid}/proposals",
    opt=describe(
        "proposeTime",
        "Propose another time; the session keeps its own until it is accepted",
        takes=NewTime,
        refuses=(409,),
        headers=("Idempotency-Key",),
    ),
)
async def propose_hour(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> ProposalList:
    wanted = await read_json(request, NewTime)

    async def act() -> ProposalList:
        by = actor_of(booking, member, wanted.sequence)
        await propose(db, booking, wanted.starts_at, by=by, now=now)
        return await _proposals(db, booking.id, now)

    said = request.url.path.encode() + b"\n" + wanted.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, ProposalList)
    return await once(db, keyed, act, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/proposals", status_code=303)
@or_page(booking_page)
async def propose_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    by = actor_of(booking, member, wanted.sequence)
    await propose(db, booking, wanted.starts_at, by=by, now=now)
    return done(booking, "propose")


@post(
    "/api/bookings/{booking_id:uuid}/proposals/answer",
    status_code=200,
    opt=describe(
        "answerProposal",
        "Accept or decline a proposed time",
        takes=HourAnswer,
        refuses=(409,),
    ),
)
async def answer_hour(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    said = await read_json(request, HourAnswer)
    answer = ProposalReply(UUID(said.proposal), said.accept)
    by = actor_of(booking, member, said.sequence)
    await answer_proposal(db, booking, answer, by=by, now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/proposals/answer", status_code=303)
@or_page(booking_page)
async def answer_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    word, _, proposal = str((await read_form(request)).get("answer", "")).partition(":")
    answer = ProposalReply(_proposal_id(proposal), word == "yes")
    by = actor_of(booking, member, await seen_in(request))
    await answer_proposal(db, booking, answer, by=by, now=now)
    return done(booking, "move" if answer.is_yes else "refuse_hour")


async def _proposals(db: Db, booking_id: UUID, now: datetime) -> ProposalList:
    found = await list_proposals(db, booking_id, now=now)
    return ProposalList(
        [ProposalAnswer(p.id, p.proposed_by, p.starts_at, p.expires_at) for p in found]
    )


def _proposal_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ProposalGone from None
