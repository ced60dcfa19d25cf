"""Letting an author publish without review, or no longer."""

from datetime import datetime

from sqlalchemy import Boolean, Text, bindparam
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.models import Author
from mentorat.db.executor import Db, command
from mentorat.errors import Forbidden
from mentorat.events.record import Authority, Event, audit
from mentorat.viewer import Administrator, SignedIn

_is_trusted = bindparam("is_trusted", type_=Boolean)
_TRUST = command(
    insert(Author)
    .values(user_id=bindparam("author_id", type_=Text), is_trusted=_is_trusted)
    .on_conflict_do_update(index_elements=[Author.user_id], set_={"is_trusted": _is_trusted})
)


def trust_author(
    db: Db, author_id: str, *, is_trusted: bool, viewer: SignedIn, now: datetime
) -> None:
    """An author publishes by themselves from now on, or is read first; the audit says who decided.
    Raises Forbidden for who is no operator."""
    if not isinstance(viewer, Administrator):
        raise Forbidden
    db.later(_TRUST, author_id=author_id, is_trusted=is_trusted)
    kind = "author.trusted" if is_trusted else "author.reviewed"
    event = Event(kind=kind, subject=author_id, actor=viewer.id)
    audit(db, event, by=Authority(viewer.id), now=now)
