"""Who owns an e-mail address, decided in the database.

An address belongs to one live person at most: the one with the newest verified claim, then the
newest claim. Ownership is a function of the claims alone, so it converges in any order.

Writers lock in one order: the delivery's row in the ledger, then, by transaction-level advisory
locks, the person and the addresses by key, then other rows. Unrelated people never wait for each
other, and nobody deadlocks. Whether anybody else claims an address is read under these locks: one
that only one person claims is theirs, without comparing claims.
"""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Text,
    any_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from mentorat.accounts.clerk.mirror import MirroredUser
from mentorat.accounts.models import ClerkIdentity, Role, User
from mentorat.db.executor import Db, command, rows

PERSON_SEED = 1
ADDRESS_SEED = 2

user_id = bindparam("user_id", type_=Text)
email = bindparam("email", type_=Text, required=True)
old_email = bindparam("old_email", type_=Text, required=True)


def person_lock(person: ColumnElement[str]) -> ColumnElement[None]:
    """Waits for a person until the transaction ends; nobody's is nothing to wait for."""
    return func.pg_advisory_xact_lock(func.hashtextextended(person, literal(PERSON_SEED)))


LOCK_PERSON = command(select(person_lock(user_id)))

_claimed = select(func.lower(ClerkIdentity.claimed_email).label("address")).where(
    ClerkIdentity.user_id == user_id
)
_addresses = union(_claimed, select(func.lower(email))).subquery()
_keys = (
    select(func.hashtextextended(_addresses.c.address, literal(ADDRESS_SEED)).label("key"))
    .where(_addresses.c.address.is_not(None))
    .order_by("key")
    .subquery()
)
_LOCK_ADDRESSES = command(select(func.count(func.pg_advisory_xact_lock(_keys.c.key))))
_one = select(literal(1).label("one")).subquery()
_other = aliased(ClerkIdentity, name="other")
_is_contested = exists().where(
    _other.user_id != user_id,
    func.lower(_other.claimed_email)
    == any_(array([func.lower(email), func.lower(ClerkIdentity.claimed_email)])),
)
_KNOWN = rows(
    select(
        User.deleted_at.is_not(None).label("is_deleted"),
        ClerkIdentity.version,
        ClerkIdentity.event_ms,
        ClerkIdentity.digest,
        ClerkIdentity.claimed_email,
        func.coalesce(User.role == Role.MENTOR, false()).label("is_mentor"),
        func.coalesce(User.banned, false()).label("is_banned"),
        _is_contested.label("is_contested"),
    ).select_from(
        _one.outerjoin(User, User.id == user_id).outerjoin(
            ClerkIdentity, ClerkIdentity.user_id == User.id
        )
    ),
    MirroredUser,
)

_ranked = (
    select(
        ClerkIdentity.user_id,
        ClerkIdentity.claimed_email,
        ClerkIdentity.claim_verified,
        func.row_number()
        .over(
            partition_by=func.lower(ClerkIdentity.claimed_email),
            order_by=(
                ClerkIdentity.claim_verified.desc(),
                ClerkIdentity.version.desc(),
                ClerkIdentity.event_ms.desc(),
                ClerkIdentity.user_id,
            ),
        )
        .label("rank"),
    )
    .where(
        func.lower(ClerkIdentity.claimed_email)
        == any_(array([func.lower(email), func.lower(old_email)]))
    )
    .subquery()
)

# Losers first: the unique index is checked row by row.
_TAKE_FROM_LOSERS = command(
    update(User)
    .where(
        User.id == _ranked.c.user_id,
        _ranked.c.rank > 1,
        func.lower(User.email) == func.lower(_ranked.c.claimed_email),
    )
    .values(email=null(), email_verified=False, updated_at=bindparam("now"))
)
_GIVE_TO_WINNERS = command(
    update(User)
    .where(
        User.id == _ranked.c.user_id,
        _ranked.c.rank == 1,
        or_(
            User.email.is_distinct_from(_ranked.c.claimed_email),
            User.email_verified.is_distinct_from(_ranked.c.claim_verified),
        ),
    )
    .values(
        email=_ranked.c.claimed_email,
        email_verified=_ranked.c.claim_verified,
        updated_at=bindparam("now"),
    )
)

# What a person keeps of their address when their claim changes: only a difference of case.
_is_kept = func.lower(User.email) == func.lower(email)
KEPT = {
    "email": case((_is_kept, email), else_=null()),
    "email_verified": case((_is_kept, User.email_verified), else_=False),
}


async def look_locked(db: Db, person: str, address: str | None) -> MirroredUser:
    """What we hold of a person whose lock is taken, once the addresses they claim and will claim
    are locked, too."""
    db.later(_LOCK_ADDRESSES, user_id=person, email=address)
    return await db.one(_KNOWN, user_id=person, email=address)


def settle_addresses(db: Db, known: MirroredUser, address: str | None, *, now: datetime) -> None:
    """Give the addresses that a person claims, or claimed until now, to whoever owns them by all
    claims; there is nothing to compare when nobody else claims them."""
    if known.is_contested:
        claims = {"email": address, "old_email": known.claimed_email}
        db.later(_TAKE_FROM_LOSERS, now=now, **claims)
        db.later(_GIVE_TO_WINNERS, now=now, **claims)
