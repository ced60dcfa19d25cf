"""Recognising the caller: a Bearer token, an API key, our own session, or a Clerk cookie.

Everything a person may do starts here; no middleware and no path decides it.
"""

import time

import msgspec
import structlog
from litestar.datastructures import State

from mentorat.accounts.actions.open_session import (
    IDLE,
    TOUCH_EVERY,
    hashed,
    open_session,
    touch_session,
)
from mentorat.accounts.actions.sync_user import meet_user
from mentorat.accounts.callers import SessionKey, TokenHolder, find_by_secret, find_by_token
from mentorat.accounts.clerk.cookies import session_token
from mentorat.accounts.clerk.tokens import (
    Claims,
    FindKey,
    ProvedTokens,
    TokenPolicy,
    TokenRefusedError,
)
from mentorat.accounts.gates import FOR_ANY_VIEWER, WITH_ACCOUNT
from mentorat.accounts.handshake import Handshake, is_document
from mentorat.accounts.jobs import FETCH_USER, FetchUser
from mentorat.accounts.machines import recognise_machine
from mentorat.accounts.rate import RateCheck, counted
from mentorat.accounts.schemas import Me
from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.db.pool import Database
from mentorat.errors import Forbidden, Unauthenticated, say
from mentorat.text.key_text import is_like_a_key
from mentorat.viewer import Credential, SignedIn, Visitor
from mentorat.web import csrf
from mentorat.web.cookies import cookie_value
from mentorat.web.credentials import bearer_token
from mentorat.web.provide import SAFE_METHODS, AnyRequest, Now, RequestDb

log = structlog.get_logger("mentorat.accounts")

ACCOUNT = "account"  # in the state of a request


class ReadOnly(Forbidden):
    code = "read_only"
    sentence = say("Vous consultez ce compte en lecture seule.")


class Recognition:
    """How this process checks tokens; built once, shared by every request."""

    def __init__(
        self,
        database: Database,
        find_key: FindKey,
        policy: TokenPolicy,
        *,
        asks_clerk: bool,
        handshake: Handshake | None,
    ) -> None:
        self.database = database
        self.find_key = find_key
        self.policy = policy
        self._tokens = ProvedTokens(find_key, policy)
        self.asks_clerk = asks_clerk
        self.handshake = handshake  # None with the development identity

    @property
    def issuer(self) -> str:
        """Who vouches for people here; the session of another issuer is nobody's."""
        return self.policy.issuer

    async def verify(self, token: str) -> Claims:
        """The claims of a token; raises Unauthenticated, the same for every cause."""
        try:
            return await self._tokens.verify(token, now=time.time())
        except TokenRefusedError as error:
            log.info("token_refused", reason=str(error))
            raise Unauthenticated from None

    @staticmethod
    def person(holder: TokenHolder, claims: Claims) -> SignedIn:
        """Who a token's holder is for the length of this request."""
        return msgspec.structs.replace(
            holder.user,
            clerk_session_id=claims.clerk_session_id,
            impersonated=claims.impersonated,
        )


async def provide_visitor(request: AnyRequest, state: State, db: RequestDb, now: Now) -> Visitor:
    """Whoever is calling, counted for the rates before anything else is done. A Bearer token or an
    API key that is not good refuses the request; a cookie that no longer counts makes a stranger.
    Unsafe requests with cookies must carry a form's token.

    In short units of its own, before the request's transaction: two connections held at once
    by every request would starve the pool.
    """
    del db  # made before, not beside (see `provide_db`)
    recognition: Recognition = state.recognition
    token = bearer_token(request)
    async with counted(request, recognition.database, now) as rate:
        if token is not None and is_like_a_key(token):
            visitor = await recognise_machine(request, recognition.database, token, rate)
        elif token is not None:
            claims = await recognition.verify(token)
            visitor = await _holder(request, recognition, claims, "bearer", rate)
            if visitor.user is None:
                raise Unauthenticated
        else:
            if request.method not in SAFE_METHODS:
                await csrf.check(request)
            visitor = await _by_cookie(request, recognition, rate, now)
    if visitor.user and visitor.user.impersonated and _changes_something(request):
        raise ReadOnly
    request.scope["state"]["visitor"] = visitor
    return visitor


def account_of(request: AnyRequest) -> Me:
    """The caller's account, on a route `WITH_ACCOUNT` whose gate let them through."""
    found: Me = request.scope["state"][ACCOUNT]
    return found


def _changes_something(request: AnyRequest) -> bool:
    return request.method not in SAFE_METHODS and not request.route_handler.opt.get(FOR_ANY_VIEWER)


async def _by_cookie(
    request: AnyRequest, recognition: Recognition, rate: RateCheck, now: Now
) -> Visitor:
    secret = cookie_value(request, csrf.SESSION_COOKIE)
    if secret:
        async with recognition.database.unit(writes=False) as unit:
            db = Db(unit)
            rate.count(db, secret_hash=hashed(secret))
            key = SessionKey(hashed(secret), recognition.issuer, now, now - IDLE)
            found = await find_by_secret(db, key, with_account=_wants_account(request))
            await rate.check()
            if found and now - found.seen_at > TOUCH_EVERY:
                touch_session(db, secret, now=now)
        if found:
            request.scope["state"][ACCOUNT] = found.account
            return Visitor(found.user, "session")
    return await _by_clerk_cookie(request, recognition, rate, now)


async def _by_clerk_cookie(
    request: AnyRequest, recognition: Recognition, rate: RateCheck, now: Now
) -> Visitor:
    handshake = recognition.handshake
    if handshake is None:
        return Visitor()
    arrived = await handshake.arrival(request, recognition.find_key)
    plain = session_token(request.headers.get("cookie", ""), handshake.suffix)
    for token in filter(None, (arrived, plain)):
        try:
            claims = await recognition.verify(token)
        except Unauthenticated:
            continue
        visitor = await _holder(request, recognition, claims, "clerk_cookie", rate)
        if visitor.user is None:
            request.scope["state"]["is_unwelcome"] = True  # asking Clerk again would not help
        elif is_document(request):
            await _exchange_on_sight(request, recognition, visitor.user, now)
        return visitor
    return Visitor()


async def _exchange_on_sight(
    request: AnyRequest, recognition: Recognition, user: SignedIn, now: Now
) -> None:
    # The next click comes after the token's one minute.
    async with recognition.database.unit(writes=True) as unit:
        secret = open_session(Db(unit), user, issuer=recognition.issuer, now=now)
    request.scope["state"]["new_session"] = secret


async def _holder(
    request: AnyRequest,
    recognition: Recognition,
    claims: Claims,
    credential: Credential,
    rate: RateCheck,
) -> Visitor:
    with_account = _wants_account(request)
    holder = await _find(recognition, claims, rate, with_account=with_account)
    if holder is None:
        await _meet(recognition, claims.user_id, rate.now)
        holder = await _find(recognition, claims, rate, with_account=with_account)
    if holder is None or not holder.is_welcome:
        return Visitor()
    request.scope["state"][ACCOUNT] = holder.account
    return Visitor(recognition.person(holder, claims), credential)


def _wants_account(request: AnyRequest) -> bool:
    return bool(request.route_handler.opt.get(WITH_ACCOUNT))


async def _find(
    recognition: Recognition, claims: Claims, rate: RateCheck, *, with_account: bool
) -> TokenHolder | None:
    async with recognition.database.unit(writes=False) as unit:
        db = Db(unit)
        rate.count(db, user_id=claims.user_id)
        found = await find_by_token(
            db, claims.user_id, claims.clerk_session_id, with_account=with_account
        )
        await rate.check()
        return found


async def _meet(recognition: Recognition, user_id: str, now: Now) -> None:
    """First sight: the webhook has not come yet, or never will.

    In a transaction of its own: somebody exists even if what they ask for is refused.
    """
    async with recognition.database.unit(writes=True) as unit:
        db = Db(unit)
        if await meet_user(db, user_id, now=now) and recognition.asks_clerk:
            defer(db, FETCH_USER, FetchUser(user_id), lock=user_id)
