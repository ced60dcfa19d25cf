"""Who is calling: by a Bearer token, an API key, our own session, or a Clerk cookie.

Everything a person may do starts here; no middleware and no path decides it.
"""

from litestar.datastructures import State

from mentorat.accounts.actions.sessions import (
    IDLE,
    TOUCH_EVERY,
    hashed,
    open_session,
    touch_session,
)
from mentorat.accounts.callers.credentials import (
    SessionKey,
    ask_by_secret,
    ask_by_token,
    find_by_secret,
)
from mentorat.accounts.callers.handshake import is_document
from mentorat.accounts.callers.machines import recognise_machine
from mentorat.accounts.callers.rate import RateCheck, counted
from mentorat.accounts.callers.recognition import ACCOUNT, Recognition, find_holder
from mentorat.accounts.clerk.cookies import session_token
from mentorat.accounts.gates import FOR_ANY_VIEWER, wants_account
from mentorat.db.executor import Db
from mentorat.errors import Forbidden, Unauthenticated, say
from mentorat.text.key_text import is_like_a_key
from mentorat.viewer import SignedIn, Visitor
from mentorat.web import csrf
from mentorat.web.cookies import cookie_value
from mentorat.web.credentials import bearer_token
from mentorat.web.provide import SAFE_METHODS, AnyRequest, Now


class ReadOnly(Forbidden):
    code = "read_only"
    sentence = say("Vous consultez ce compte en lecture seule.")


async def provide_visitor(request: AnyRequest, state: State, now: Now) -> Visitor:
    """Whoever is calling, counted for the rates before anything else is done. A Bearer token or an
    API key that is not good refuses the request; a cookie that no longer counts makes a stranger.
    Unsafe requests with cookies must carry a form's token.

    In short units of its own, before the request's transaction: two connections held at once
    by every request would starve the pool. Who reads, and was recognised a moment ago, is presumed
    to be the same: the question leaves with their first flight (see `presuming`).
    """
    recognition: Recognition = state.recognition
    token = bearer_token(request)
    async with counted(request, recognition.database, now) as rate:
        if token is not None and is_like_a_key(token):
            visitor = await recognise_machine(request, recognition.machines, token, rate)
        elif token is not None:
            visitor = await _by_token(request, recognition, token, rate)
        else:
            if request.method not in SAFE_METHODS:
                await csrf.check(request)
            visitor = await _by_cookie(request, recognition, rate)
    if visitor.user and visitor.user.impersonated and _changes_something(request):
        raise ReadOnly
    request.scope["state"]["visitor"] = visitor
    return visitor


def _changes_something(request: AnyRequest) -> bool:
    return request.method not in SAFE_METHODS and not request.route_handler.opt.get(FOR_ANY_VIEWER)


async def _by_token(
    request: AnyRequest, recognition: Recognition, token: str, rate: RateCheck
) -> Visitor:
    claims = await recognition.verify(token)
    whose = (claims.user_id, claims.clerk_session_id)
    presumed = recognition.people.presume(
        request, whose, lambda db: ask_by_token(db, *whose), now=rate.now
    )
    if presumed is not None:
        return Visitor(recognition.person(presumed, claims), "bearer")
    visitor = await find_holder(request, recognition, claims, "bearer", rate)
    if visitor.user is None:
        raise Unauthenticated
    return visitor


async def _by_cookie(request: AnyRequest, recognition: Recognition, rate: RateCheck) -> Visitor:
    secret = cookie_value(request, csrf.SESSION_COOKIE)
    if secret:
        key = SessionKey(hashed(secret), recognition.issuer, rate.now, rate.now - IDLE)
        user = recognition.people.presume(
            request, key.secret_hash, lambda db: ask_by_secret(db, key), now=rate.now
        ) or await _find_by_secret(request, recognition, key, rate)
        if user:
            return Visitor(user, "session")
    return await _by_clerk_cookie(request, recognition, rate, rate.now)


async def _find_by_secret(
    request: AnyRequest, recognition: Recognition, key: SessionKey, rate: RateCheck
) -> SignedIn | None:
    async with rate.unit() as unit:
        db = Db(unit)
        rate.count(db, secret_hash=key.secret_hash)
        found = await find_by_secret(db, key, with_account=wants_account(request))
        await rate.check()
    if found is None:
        return None
    until = found.seen_at + TOUCH_EVERY
    if until < key.now:
        async with recognition.database.unit(writes=False) as unit:
            touch_session(Db(unit), key.secret_hash, now=key.now)
    recognition.people.note(key.secret_hash, found.user, until=until)
    request.scope["state"][ACCOUNT] = found.account
    return found.user


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
        visitor = await find_holder(request, recognition, claims, "clerk_cookie", rate)
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
