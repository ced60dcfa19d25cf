"""Proposing another hour inside the notice window; the old one stays until the other says yes."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.actions.move import NewHour, check_free, move
from mentorat.bookings.actor import Actor
from mentorat.bookings.models import MoveProposal
from mentorat.bookings.policies import MOVES_MAX, PROPOSALS_MAX, proposal_deadline
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.queries.proposals import count_proposals
from mentorat.bookings.refusals import (
    MovedTooOften,
    ProposalGone,
    TooLateToMove,
    TooManyProposals,
)
from mentorat.bookings.steps.apply import StepOutcome, apply_step, check_step
from mentorat.bookings.steps.guard import lock_pair, lock_people
from mentorat.db.executor import Db, command, scalar
from mentorat.db.ids import new_id

_PROPOSE = command(
    insert(MoveProposal).values(
        id=bindparam("id"),
        booking_id=bindparam("booking_id"),
        proposed_by=bindparam("proposed_by"),
        starts_at=bindparam("starts_at"),
        proposed_at=bindparam("now"),
        expires_at=bindparam("expires_at"),
    )
)
_open = (MoveProposal.booking_id == bindparam("booking_id"), MoveProposal.closed_at.is_(None))
_ANSWER = scalar(
    update(MoveProposal)
    .where(
        *_open,
        MoveProposal.id == bindparam("proposal_id"),
        MoveProposal.proposed_by != bindparam("viewer_id", type_=Text),
        MoveProposal.expires_at > bindparam("now"),
    )
    .values(closed_at=bindparam("now"))
    .returning(MoveProposal.starts_at),
    datetime,
)


async def propose(
    db: Db, booking: BookingRow, starts_at: datetime, *, by: Actor, now: datetime
) -> None:
    """Ask the other side for another hour; it lapses after 48 hours, or 12 before the session.

    Raises Forbidden, BookingMoved, SessionBegun, TooLateToMove, MovedTooOften, SomebodyLeft,
    TooManyProposals, and what `check_free` raises.
    """
    check_step(booking, "propose", by, now)
    expires_at = proposal_deadline(now, booking.starts_at)
    if expires_at <= now:
        raise TooLateToMove
    if booking.moves >= MOVES_MAX:
        raise MovedTooOften
    await lock_pair(db, booking.mentor_id, booking.mentee_id)
    if await count_proposals(db, booking.id, by.id) >= PROPOSALS_MAX:
        raise TooManyProposals
    await check_free(db, booking, starts_at, now=now)
    db.later(
        _PROPOSE,
        id=new_id(now),
        booking_id=booking.id,
        proposed_by=by.id,
        starts_at=starts_at,
        expires_at=expires_at,
        now=now,
    )
    details = {"proposed": starts_at.isoformat(), "expiresAt": expires_at.isoformat()}
    outcome = StepOutcome(step="propose", target=booking.status, details=details)
    await apply_step(db, booking, outcome, by=by, now=now)


class ProposalReply(msgspec.Struct, frozen=True):
    """Yes or no to an hour that was proposed."""

    proposal_id: UUID
    is_yes: bool


async def answer_proposal(
    db: Db, booking: BookingRow, answer: ProposalReply, *, by: Actor, now: datetime
) -> None:
    """Say yes to an hour the other side proposed: the session moves there, at no cost. A no closes
    the proposal. Raises Forbidden, BookingMoved, ProposalGone, and what `move` raises."""
    check_step(booking, "refuse_hour", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    starts_at = await db.value(
        _ANSWER, booking_id=booking.id, proposal_id=answer.proposal_id, viewer_id=by.id, now=now
    )
    if starts_at is None:
        raise ProposalGone
    if answer.is_yes:
        await move(db, booking, NewHour(starts_at, is_agreed=True), by=by, now=now)
        return
    details = {"proposed": starts_at.isoformat()}
    outcome = StepOutcome(step="refuse_hour", target=booking.status, details=details)
    await apply_step(db, booking, outcome, by=by, now=now)
