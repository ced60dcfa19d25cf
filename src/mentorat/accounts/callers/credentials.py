"""Who calls: by a token, or by the cookie of our own session. One read, which brings their account
along where a route tells it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, exists, select

from mentorat.accounts.callers.presuming import Question
from mentorat.accounts.models import AuthSession, EndedClerkSession, User
from mentorat.accounts.queries import IDENTITY
from mentorat.accounts.schemas import Me
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, rows
from mentorat.viewer import SignedIn


class SessionUser(msgspec.Struct, frozen=True):
    """A person and the session that vouches for them; their account where it was asked for."""

    user: SignedIn
    seen_at: datetime
    account: Me | None = None


class TokenHolder(msgspec.Struct, frozen=True):
    """Whom a token names, and whether they are still welcome; their account where it was asked
    for."""

    user: SignedIn
    is_welcome: bool
    account: Me | None = None


_account_beside = (User.email, User.bio, User.created_at, User.updated_at)
_welcome = is_here()
_by_secret = (
    select(
        *IDENTITY,
        AuthSession.id.label("auth_session_id"),
        AuthSession.clerk_session_id,
        AuthSession.impersonated,
        AuthSession.created_at.label("proved_at"),
        AuthSession.seen_at,
    )
    .join(User, User.id == AuthSession.user_id)
    .where(
        AuthSession.secret_hash == bindparam("secret_hash"),
        AuthSession.issuer == bindparam("issuer"),
        AuthSession.expires_at > bindparam("now"),
        AuthSession.seen_at > bindparam("idle_since"),
        _welcome,
        ~exists().where(EndedClerkSession.id == AuthSession.clerk_session_id),
    )
)
_by_token = select(
    *IDENTITY,
    (
        _welcome
        & ~exists().where(EndedClerkSession.id == bindparam("clerk_session_id", type_=Text))
    ).label("is_welcome"),
).where(User.id == bindparam("user_id"))


def _account_of(values: Sequence[Any]) -> Me:
    """The account in a row that begins with `IDENTITY` and ends with what stands beside it."""
    person, role, first_name, last_name, image_url, *reads = values[: len(IDENTITY)]
    locale, onboarded_at, timezone = reads
    email, bio, created_at, updated_at = values[-len(_account_beside) :]
    who = (first_name, last_name, role, image_url)
    return Me(person, email, *who, bio, locale, timezone, onboarded_at, created_at, updated_at)


def _session_with_account(*values: Any) -> SessionUser:
    return SessionUser(SignedIn(*values[:-5]), values[-5], _account_of(values))


def _holder_with_account(*values: Any) -> TokenHolder:
    return TokenHolder(SignedIn(*values[:-5]), values[-5], _account_of(values))


_BY_SECRET = rows(_by_secret, lambda *values: SessionUser(SignedIn(*values[:-1]), values[-1]))
_BY_SECRET_WITH_ACCOUNT = rows(_by_secret.add_columns(*_account_beside), _session_with_account)
_BY_TOKEN = rows(_by_token, lambda *values: TokenHolder(SignedIn(*values[:-1]), values[-1]))
_BY_TOKEN_WITH_ACCOUNT = rows(_by_token.add_columns(*_account_beside), _holder_with_account)


class SessionKey(msgspec.Struct, frozen=True):
    """What a cookie is looked for by: the hash of its secret, and who vouches for people here."""

    secret_hash: bytes
    issuer: str
    now: datetime
    idle_since: datetime


async def find_by_secret(
    db: Db, key: SessionKey, *, with_account: bool = False
) -> SessionUser | None:
    """Who a cookie belongs to, while its session, its Clerk session and its owner last."""
    statement = _BY_SECRET_WITH_ACCOUNT if with_account else _BY_SECRET
    return await db.find(statement, **msgspec.structs.asdict(key))


def ask_by_secret(db: Db, key: SessionKey) -> Question[SignedIn]:
    """The same with the next flight, of whoever was found a moment ago."""
    answers = db.ask(_BY_SECRET, **msgspec.structs.asdict(key))

    async def said() -> SignedIn | None:
        return next((found.user for found in await answers.all()), None)

    return Question(answers, said)


async def find_by_token(
    db: Db, user_id: str, clerk_session_id: str, *, with_account: bool = False
) -> TokenHolder | None:
    """Whom a verified token names; None when we have never met them."""
    statement = _BY_TOKEN_WITH_ACCOUNT if with_account else _BY_TOKEN
    return await db.find(statement, user_id=user_id, clerk_session_id=clerk_session_id)


def ask_by_token(db: Db, user_id: str, clerk_session_id: str) -> Question[SignedIn]:
    """The same with the next flight, of whoever was welcome a moment ago."""
    answers = db.ask(_BY_TOKEN, user_id=user_id, clerk_session_id=clerk_session_id)

    async def said() -> SignedIn | None:
        return next((found.user for found in await answers.all() if found.is_welcome), None)

    return Question(answers, said)
