"""Reading the other hours that somebody would like for a session."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, func, select

from mentorat.bookings.models import MoveProposal
from mentorat.db.executor import Db, rows, scalar


class ProposalRow(msgspec.Struct, frozen=True):
    """An hour that one side would like instead."""

    id: UUID
    proposed_by: str
    starts_at: datetime
    proposed_at: datetime
    expires_at: datetime


_PROPOSALS = rows(
    select(
        MoveProposal.id,
        MoveProposal.proposed_by,
        MoveProposal.starts_at,
        MoveProposal.proposed_at,
        MoveProposal.expires_at,
    )
    .where(
        MoveProposal.booking_id == bindparam("booking_id"),
        MoveProposal.closed_at.is_(None),
        MoveProposal.expires_at > bindparam("now"),
    )
    .order_by(MoveProposal.proposed_at),
    ProposalRow,
)
_COUNT = scalar(
    select(func.count()).where(
        MoveProposal.booking_id == bindparam("booking_id"),
        MoveProposal.proposed_by == bindparam("proposed_by", type_=Text),
    ),
    int,
)


async def list_proposals(db: Db, booking_id: UUID, *, now: datetime) -> list[ProposalRow]:
    """The hours that wait for an answer."""
    return await db.all(_PROPOSALS, booking_id=booking_id, now=now)


async def count_proposals(db: Db, booking_id: UUID, proposed_by: str) -> int:
    """How many hours somebody has proposed for one booking so far."""
    return await db.one(_COUNT, booking_id=booking_id, proposed_by=proposed_by)
