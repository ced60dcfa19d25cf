"""Programs that are told what happens: added, paused, tried out; what became of each message."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.paging import PAGE, paged
from mentorat.admin.schemas import NewWebhook, WebhookDecision
from mentorat.db.executor import Db
from mentorat.errors import NotFound, say
from mentorat.events.record import Authority
from mentorat.settings.kept_file import secret_keys
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone
from mentorat.webhooks.actions.add_endpoint import NewEndpoint, add_endpoint, remove_endpoint
from mentorat.webhooks.actions.change_endpoint import (
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
)
from mentorat.webhooks.actions.replay import (
    EndpointMessage,
    drop_message,
    replay_failed,
    replay_message,
)
from mentorat.webhooks.actions.write_messages import send_test
from mentorat.webhooks.payloads import SUBSCRIPTIONS
from mentorat.webhooks.queries import find_endpoint, list_endpoints, list_messages

HOME = "/admin/webhooks"
WORDS = {
    "user.onboarded": say("Rôle choisi à l'inscription"),
    "user.role_changed": say("Rôle changé"),
    "user.left": say("Compte supprimé"),
    "user.banned": say("Compte suspendu"),
    "user.unbanned": say("Suspension levée"),
    "mentor.published": say("Profil publié"),
    "mentor.unpublished": say("Profil retiré de l'annuaire"),
    "booking.*": say("Chaque étape d'une réservation"),
    "post.published": say("Article publié"),
    "post.unpublished": say("Article archivé"),
}


async def _list_page(request: AnyRequest, db: Db, *, now: datetime) -> Response[Any]:
    form = form_state(request)
    context = {
        "endpoints": await list_endpoints(db),
        "types": [(name, WORDS[name]) for name in SUBSCRIPTIONS],
        "values": form.typed,
        "told": form.told,
        "problems": form.problems,
        "done": request.query_params.get("done"),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "admin/webhooks.html", context, status=form.status)


@get("/admin/webhooks", media_type="text/html")
async def show_webhooks(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    return await _list_page(request, db, now=now)


@post("/admin/webhooks", status_code=200)
@or_page(_list_page)
async def add_webhook(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, settings: Config
) -> Response[Any]:
    """Takes in an endpoint; only this answer shows its secret."""
    fields = await read_form(request)
    types = fields.get("types", [])
    sent = validated(NewWebhook, {**fields, "types": [types] if isinstance(types, str) else types})
    wish = NewEndpoint(sent.address, sent.types, allows_loopback=settings.auth == "dev")
    added = await add_endpoint(
        db, wish, secret_keys=secret_keys(settings), by=Authority(operator.id), now=now
    )
    return await _page(request, db, endpoint_id=added.id, now=now, secret=added.secret)


async def _page(
    request: AnyRequest, db: Db, *, endpoint_id: UUID, now: datetime, secret: str | None = None
) -> Response[Any]:
    form = form_state(request)
    endpoint = await find_endpoint(db, endpoint_id)
    if endpoint is None:
        raise NotFound
    page = await paged(
        request.query_params.get("page"),
        lambda skip: list_messages(db, endpoint_id, skip=skip, count=PAGE + 1),
    )
    context = {
        "endpoint": endpoint,
        "words": WORDS,
        "page": page,
        "secret": secret,
        "told": form.told or next(iter(form.problems.values()), None),
        "done": request.query_params.get("done"),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "admin/webhook.html", context, status=form.status)


async def _shown(request: AnyRequest, db: Db, *, endpoint_id: UUID, now: datetime) -> Response[Any]:
    return await _page(request, db, endpoint_id=endpoint_id, now=now)


@get("/admin/webhooks/{endpoint_id:uuid}", media_type="text/html")
async def show_webhook(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, endpoint_id: FromPath[UUID]
) -> Response[Any]:
    del operator
    return await _page(request, db, endpoint_id=endpoint_id, now=now)


@post("/admin/webhooks/{endpoint_id:uuid}", status_code=200)
@or_page(_shown)
async def decide_webhook(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, endpoint_id: FromPath[UUID]
) -> Response[Any]:
    decision = validated(WebhookDecision, await read_form(request))
    by = Authority(operator.id)
    if decision.do == "rotate":
        keys = secret_keys(request.app.state.settings)
        secret = await rotate_secret(db, endpoint_id, secret_keys=keys, by=by, now=now)
        return await _page(request, db, endpoint_id=endpoint_id, now=now, secret=secret)
    await _decided(db, endpoint_id, decision, by=by, now=now)
    place = HOME if decision.do == "remove" else f"{HOME}/{endpoint_id}"
    return Redirect(f"{place}?done={decision.do}", status_code=303)


async def _decided(
    db: Db, endpoint_id: UUID, decision: WebhookDecision, *, by: Authority, now: datetime
) -> None:
    which = EndpointMessage(endpoint_id, decision.message_id)
    match decision.do:
        case "pause":
            await pause_endpoint(db, endpoint_id, by=by, now=now)
        case "resume":
            await resume_endpoint(db, endpoint_id, by=by, now=now)
        case "test":
            await send_test(db, endpoint_id, by=by, now=now)
        case "remove":
            await remove_endpoint(db, endpoint_id, by=by, now=now)
        case "replay":
            await replay_message(db, which, by=by, now=now)
        case "drop":
            await drop_message(db, which, by=by, now=now)
        case "replay_failed":
            since = now - timedelta(hours=int(decision.hours))
            await replay_failed(db, endpoint_id, since=since, by=by, now=now)
