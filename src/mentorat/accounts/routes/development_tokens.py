"""AUTH=dev: the session token that Clerk would give to a front end beside us."""

import time

import msgspec
from litestar import get
from litestar.datastructures import State

from mentorat.accounts.callers.dev_identity import DevIdentity
from mentorat.accounts.callers.recognition import Recognition
from mentorat.accounts.gates import Newcomer


class SessionToken(msgspec.Struct, frozen=True):
    """A token that is good for one minute, to be sent as Bearer."""

    token: str


@get("/dev/token")
async def issue_token(state: State, signed_in: Newcomer) -> SessionToken:
    """A token of whoever is signed in here, of the same session: it ends with it. Raises
    Unauthenticated."""
    identity: DevIdentity = state.dev_identity
    recognition: Recognition = state.recognition
    token = identity.token(
        signed_in.id,
        session_id=signed_in.clerk_session_id,
        party=recognition.policy.parties[0],
        now=time.time(),
    )
    return SessionToken(token)
