"""Private addresses of an article that is not published: made, revoked. Only a digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from mentorat.blog.models import PreviewLink
from mentorat.blog.refusals import TooManyPreviews
from mentorat.db.executor import Db, command, scalar

LASTS = timedelta(days=14)
LINKS_MAX = 20  # of one article
SECRET_BYTES = 24

_post_id = bindparam("post_id", type_=Uuid)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_COUNT = scalar(
    select(func.count()).where(PreviewLink.post_id == _post_id, PreviewLink.expires_at > _now), int
)
_MAKE = command(
    insert(PreviewLink).values(
        digest=bindparam("digest", type_=Text),
        post_id=_post_id,
        made_at=_now,
        expires_at=bindparam("expires_at", type_=TIMESTAMP(timezone=True)),
    )
)
_REVOKE = command(
    delete(PreviewLink).where(
        PreviewLink.post_id == _post_id, PreviewLink.digest == bindparam("digest", type_=Text)
    )
)


async def make_preview_link(db: Db, post_id: UUID, *, now: datetime) -> str:
    """A secret that opens an article of the caller's for 14 days, whatever becomes of the others.
    Raises TooManyPreviews."""
    if (await db.value(_COUNT, post_id=post_id, now=now) or 0) >= LINKS_MAX:
        raise TooManyPreviews
    secret = secrets.token_urlsafe(SECRET_BYTES)
    db.later(_MAKE, digest=digest_of(secret), post_id=post_id, now=now, expires_at=now + LASTS)
    return secret


def revoke_preview_link(db: Db, post_id: UUID, digest: str) -> None:
    """One of an article's links opens nothing any more; twice changes nothing."""
    db.later(_REVOKE, post_id=post_id, digest=digest)


def digest_of(secret: str) -> str:
    """What is kept of a secret; it has 192 random bits, so that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
