"""Reading accounts."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, any_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import Role, User, WebhookDelivery
from mentorat.accounts.schemas import Me
from mentorat.accounts.standing import ERASED_AT, is_demo, is_gone, is_here
from mentorat.db.executor import Db, rows, scalar
from mentorat.viewer import SignedIn


class Account(msgspec.Struct, frozen=True):
    """A person as the operator sees them."""

    id: str
    email: str | None
    email_verified: bool
    first_name: str | None
    last_name: str | None
    role: Role
    onboarded_at: datetime | None
    banned: bool
    deleted_at: datetime | None
    forgotten_at: datetime | None
    purged_at: datetime | None
    erased_at: datetime | None
    created_at: datetime
    updated_at: datetime


def as_person(*identity: Any) -> SignedIn:
    """The columns of `IDENTITY` as a viewer."""
    return SignedIn(*identity)


IDENTITY = (
    User.id,
    User.role,
    User.first_name,
    User.last_name,
    User.image_url,
    User.locale,
    User.onboarded_at,
    User.timezone,
)
_welcome = is_here()


_ME = rows(
    select(
        User.id,
        User.email,
        User.first_name,
        User.last_name,
        User.role,
        User.image_url,
        User.bio,
        User.locale,
        User.timezone,
        User.onboarded_at,
        User.created_at,
        User.updated_at,
    ).where(User.id == bindparam("viewer_id")),
    Me,
)
_account = (
    User.id,
    User.email,
    User.email_verified,
    User.first_name,
    User.last_name,
    User.role,
    User.onboarded_at,
    User.banned,
    User.deleted_at,
    User.forgotten_at,
    User.purged_at,
    ERASED_AT.label("erased_at"),
    User.created_at,
    User.updated_at,
)
_BY_ID = rows(select(*_account).where(User.id == bindparam("key")), Account)
_BY_EMAIL = rows(
    select(*_account).where(func.lower(User.email) == func.lower(bindparam("key"))), Account
)
_ACCOUNTS = rows(
    select(*_account)
    .where(
        or_(
            bindparam("role", type_=Text).is_(None),
            User.role.cast(Text) == bindparam("role", type_=Text),
        ),
        or_(bindparam("deleted", required=True).is_(False), User.deleted_at.is_not(None)),
        User.id > bindparam("after"),
    )
    .order_by(User.id)
    .limit(bindparam("limit")),
    Account,
)
_DEMO_PEOPLE = rows(
    select(*IDENTITY).where(_welcome).order_by(User.created_at, User.id).limit(bindparam("limit")),
    as_person,
)
_SOMEBODY_GONE = scalar(
    select(exists().where(User.id == any_(bindparam("people", type_=ARRAY(Text))), is_gone())),
    bool,
)
_ADMINISTRATORS = scalar(select(func.count()).where(User.role == Role.ADMIN, _welcome), int)
_DEMO_COUNT = scalar(select(func.count()).where(is_demo()), int)
_REJECTED = scalar(
    select(func.count()).where(
        WebhookDelivery.outcome == "rejected", WebhookDelivery.received_at > bindparam("since")
    ),
    int,
)
_ANYBODY = scalar(select(exists(select(User.id))), bool)


async def get_me(db: Db, *, viewer: SignedIn) -> Me:
    """The viewer's own account."""
    return await db.one(_ME, viewer_id=viewer.id)


async def find_account(db: Db, key: str) -> Account | None:
    """An account by id or e-mail. What has an @ is an address, never an id: whoever chose somebody
    else's address as an id is not taken for them."""
    return await db.find(_BY_EMAIL if "@" in key else _BY_ID, key=key)


async def list_accounts(
    db: Db, *, role: str | None, deleted: bool, after: str, limit: int
) -> list[Account]:
    """A page of accounts, by id."""
    return await db.all(_ACCOUNTS, role=role, deleted=deleted, after=after, limit=limit)


async def list_people_to_become(db: Db, *, limit: int = 40) -> list[SignedIn]:
    """Whom a developer may become in one click; offered with AUTH=dev only."""
    return await db.all(_DEMO_PEOPLE, limit=limit)


async def is_somebody_gone(db: Db, *people: str) -> bool:
    """Whether one of these accounts is deleted or banned."""
    return await db.one(_SOMEBODY_GONE, people=list(people))


async def count_administrators(db: Db) -> int:
    """How many people administer, who are neither gone nor banned."""
    return await db.one(_ADMINISTRATORS)


async def count_demo_people(db: Db) -> int:
    """How many people of the demo are in this database."""
    return await db.one(_DEMO_COUNT)


async def count_rejected(db: Db, *, since: datetime) -> int:
    """How many signed deliveries could not be used, since then."""
    return await db.one(_REJECTED, since=since)


async def is_empty(db: Db) -> bool:
    """Whether nobody has ever signed up here."""
    return not await db.value(_ANYBODY)
