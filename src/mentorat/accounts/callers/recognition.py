"""How a process recognises people: what checks tokens, what is presumed, and whom claims name."""

import time
from datetime import timedelta

import msgspec
import structlog

from mentorat.accounts.actions.sync_user import meet_user
from mentorat.accounts.callers.credentials import (
    TokenHolder,
    find_by_token,
)
from mentorat.accounts.callers.handshake import Handshake
from mentorat.accounts.callers.machines import KnownMachines
from mentorat.accounts.callers.presuming import Presumptions
from mentorat.accounts.callers.rate import RateCheck
from mentorat.accounts.clerk.tokens import (
    Claims,
    FindKey,
    ProvedTokens,
    TokenPolicy,
    TokenRefusedError,
)
from mentorat.accounts.gates import wants_account
from mentorat.accounts.jobs import FETCH_USER, FetchUser
from mentorat.accounts.schemas import Me
from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.db.pool import Database
from mentorat.errors import Unauthenticated
from mentorat.viewer import Credential, SignedIn, Visitor
from mentorat.web.provide import AnyRequest, Now

log = structlog.get_logger("mentorat.accounts")

ACCOUNT = "account"  # in the state of a request
TOKENS_PRESUMED = timedelta(hours=1)


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
        self.people = Presumptions[SignedIn](database)
        self.machines = KnownMachines(database)
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
    def person(user: SignedIn, claims: Claims) -> SignedIn:
        """Who a token's holder is for the length of this request."""
        return msgspec.structs.replace(
            user,
            clerk_session_id=claims.clerk_session_id,
            impersonated=claims.impersonated,
        )


def account_of(request: AnyRequest) -> Me:
    """The caller's account, on a route `WITH_ACCOUNT` whose gate let them through."""
    found: Me = request.scope["state"][ACCOUNT]
    return found


async def find_holder(
    request: AnyRequest,
    recognition: Recognition,
    claims: Claims,
    credential: Credential,
    rate: RateCheck,
) -> Visitor:
    """Whom proved claims name, with the credential that carried them; nobody who is not welcome.
    Raises RateExceeded."""
    with_account = wants_account(request)
    holder = await _find(claims, rate, with_account=with_account)
    if holder is None:
        await _meet(recognition, claims.user_id, rate.now)
        holder = await _find(claims, rate, with_account=with_account)
    if holder is None or not holder.is_welcome:
        return Visitor()
    if not with_account:  # which is never presumed: nothing is kept for it
        whose = (claims.user_id, claims.clerk_session_id)
        recognition.people.note(whose, holder.user, until=rate.now + TOKENS_PRESUMED)
    request.scope["state"][ACCOUNT] = holder.account
    return Visitor(recognition.person(holder.user, claims), credential)


async def _find(claims: Claims, rate: RateCheck, *, with_account: bool) -> TokenHolder | None:
    async with rate.unit() as unit:
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
