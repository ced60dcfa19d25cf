"""The API keys of machines: what each opens, when it was last used, and its end."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.actions import revoke_machine
from mentorat.admin.paging import PAGE, paged
from mentorat.admin.schemas import KeyDecision
from mentorat.api_keys.queries import list_keys
from mentorat.db.executor import Db
from mentorat.events.record import Authority
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


async def _page(request: AnyRequest, db: Db, *, now: datetime) -> Response[Any]:
    form = form_state(request)
    context = {
        "page": await paged(
            request.query_params.get("page"),
            lambda skip: list_keys(db, skip=skip, count=PAGE + 1),
        ),
        "told": form.told or next(iter(form.problems.values()), None),
        "done": request.query_params.get("done"),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "admin/keys.html", context, status=form.status)


@get("/admin/keys", media_type="text/html")
async def show_keys(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    return await _page(request, db, now=now)


@post("/admin/keys", status_code=303)
@or_page(_page)
async def revoke_by_form(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    decision = validated(KeyDecision, await read_form(request))
    await revoke_machine(db, decision.key, by=Authority(operator.id), now=now)
    return Redirect("/admin/keys?done=revoke", status_code=303)
