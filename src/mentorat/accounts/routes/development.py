"""AUTH=dev: becoming a demo person in one click, or signing up as somebody new.

A new person goes the whole way: a signed `user.created` is delivered to ourselves, a token is
signed, verified and exchanged. Nothing here exists with AUTH=clerk.
"""

import secrets
import time
from typing import Annotated, Any

import httpx2
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect
from pydantic import Field

from mentorat.accounts.callers.browser_session import start_session
from mentorat.accounts.callers.credentials import find_by_token
from mentorat.accounts.callers.dev_identity import (
    DevIdentity,
    development_user,
    event_body,
    new_user_id,
)
from mentorat.accounts.callers.recognition import Recognition
from mentorat.accounts.clerk.signature import signed_headers
from mentorat.accounts.queries import find_account, list_people_to_become
from mentorat.db.executor import Db
from mentorat.errors import Invalid, NotFound, Problem, Unavailable, say
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.headers import content_security_policy
from mentorat.web.next_path import neighbour_origin, safe_next
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.wire import ONE_LINE, Wire


class Newcomer(Wire):
    """Somebody who signs up."""

    first_name: Annotated[str, Field(max_length=100), ONE_LINE]
    last_name: Annotated[str, Field(max_length=100), ONE_LINE]
    email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), ONE_LINE]


async def _page(request: AnyRequest, db: Db) -> Response[Any]:
    form = form_state(request)
    target, neighbour = _way_on(request, form.typed["next"] or request.query_params.get("next"))
    context = {
        "people": await list_people_to_become(db),
        "values": form.typed,
        "problems": form.problems,
        "told": form.told,
        "next": target,
    }
    response = html(request, "accounts/dev_sign_in.html", context, status=form.status)
    if neighbour:  # browsers hold a form's answer to its policy, too
        policy = content_security_policy(request.scope["state"]["nonce"])
        allowed = policy.replace("form-action 'self'", f"form-action 'self' {neighbour}")
        response.headers["content-security-policy"] = allowed
    return response


def _way_on(request: AnyRequest, wanted: object) -> tuple[str, str | None]:
    """Where to go once signed in, and the origin of a front end beside us if it leads to one."""
    neighbour = neighbour_origin(wanted, host=request.url.hostname)
    return (str(wanted) if neighbour else safe_next(wanted)), neighbour


@get("/dev/sign-in", media_type="text/html")
async def show_people(request: AnyRequest, db: RequestDb, visitor: Anybody) -> Response[Any]:
    del visitor  # asked for, so that the page shows who is signed in
    return await _page(request, db)


@post("/dev/sign-in", status_code=303)
@or_page(_page)
async def become_somebody(
    request: AnyRequest, state: State, db: RequestDb, now: Now, visitor: Anybody
) -> Response[Any]:
    del visitor  # asked for, so that the form's token is checked
    fields = await read_form(request)
    target = fields.pop("next", None)
    user_id = fields.get("userId") or await _sign_up(state, db, fields)
    response: Response[Any] = Redirect(_way_on(request, target)[0], status_code=303)
    start_session(request, response, db, await _recognised(state, db, str(user_id)), now=now)
    return response


async def _sign_up(state: State, db: Db, fields: dict[str, Any]) -> str:
    person = validated(Newcomer, fields)
    if await find_account(db, person.email):
        raise Invalid(
            [Problem("/email", say("Un compte existe déjà avec cette adresse."), "taken")]
        )
    identity: DevIdentity = state.dev_identity
    user_id, now_ms = new_user_id(is_demo=True), int(time.time() * 1000)
    data = development_user(
        user_id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        now_ms=now_ms,
    )
    body = event_body("user.created", data, now_ms=now_ms)
    message_id = f"msg_{secrets.token_hex(13)}"
    headers = signed_headers(message_id, body, key=identity.webhook_key, now=time.time())
    transport = httpx2.ASGITransport(app=state.edge)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as ourselves:
        answer = await ourselves.post("/api/webhooks/clerk", content=body, headers=headers)
    if not answer.is_success:
        raise Unavailable
    return user_id


async def _recognised(state: State, db: Db, user_id: str) -> SignedIn:
    identity: DevIdentity = state.dev_identity
    recognition: Recognition = state.recognition
    session_id = f"sess_{secrets.token_hex(13)}"
    token = identity.token(
        user_id, session_id=session_id, party=recognition.policy.parties[0], now=time.time()
    )
    claims = await recognition.verify(token)
    holder = await find_by_token(db, claims.user_id, claims.clerk_session_id)
    if holder is None or not holder.is_welcome:
        raise NotFound
    return recognition.person(holder.user, claims)
