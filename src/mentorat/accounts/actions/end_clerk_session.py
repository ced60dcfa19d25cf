"""Ending everything that hangs on one of Clerk's sessions."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import AuthSession, EndedClerkSession
from mentorat.db.executor import Db, command

_REMEMBER = command(
    insert(EndedClerkSession)
    .values(id=bindparam("id"), ended_at=bindparam("now"))
    .on_conflict_do_nothing(index_elements=[EndedClerkSession.id])
)
_END = command(delete(AuthSession).where(AuthSession.clerk_session_id == bindparam("id")))


def end_clerk_session(db: Db, clerk_session_id: str, *, now: datetime) -> None:
    """Sign out every browser of this Clerk session, and refuse its tokens from now on."""
    db.later(_REMEMBER, id=clerk_session_id, now=now)
    db.later(_END, id=clerk_session_id)
