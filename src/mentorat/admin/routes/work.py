"""Work that did not succeed: jobs that were given up and messages that have not left."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.actions import (
    drop_job,
    drop_mail,
    resend_every_mail,
    resend_mail,
    retry_every_job,
    retry_job,
)
from mentorat.admin.paging import PAGE, Page, paged
from mentorat.admin.queries.mails import list_unsent_mails
from mentorat.admin.schemas import JobDecision, MailDecision
from mentorat.db.executor import Db
from mentorat.db.queue import list_failed_jobs
from mentorat.events.record import Authority
from mentorat.web.forms import FormState, form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


async def _jobs_page(request: AnyRequest, db: Db, *, now: datetime) -> Response[Any]:
    page = await paged(
        request.query_params.get("page"),
        lambda skip: list_failed_jobs(db, skip=skip, count=PAGE + 1),
    )
    return _list(request, "admin/jobs.html", page, now)


@get("/admin/jobs", media_type="text/html")
async def show_jobs(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    return await _jobs_page(request, db, now=now)


@post("/admin/jobs", status_code=303)
@or_page(_jobs_page)
async def decide_jobs(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    decision = validated(JobDecision, await read_form(request))
    by = Authority(operator.id)
    match decision.do:
        case "retry":
            await retry_job(db, decision.job_id, by=by, now=now)
        case "drop":
            await drop_job(db, decision.job_id, by=by, now=now)
        case "retry_all":
            await retry_every_job(db, by=by, now=now)
    return Redirect(f"/admin/jobs?done={decision.do}", status_code=303)


async def _mails_page(request: AnyRequest, db: Db, *, now: datetime) -> Response[Any]:
    page = await paged(
        request.query_params.get("page"), lambda skip: list_unsent_mails(db, skip=skip)
    )
    return _list(request, "admin/mails.html", page, now)


@get("/admin/mails", media_type="text/html")
async def show_mails(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    return await _mails_page(request, db, now=now)


@post("/admin/mails", status_code=303)
@or_page(_mails_page)
async def decide_mails(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    decision = validated(MailDecision, await read_form(request))
    by = Authority(operator.id)
    match decision.do:
        case "resend":
            await resend_mail(db, decision.message_id, by=by, now=now)
        case "drop":
            await drop_mail(db, decision.message_id, by=by, now=now)
        case "resend_all":
            await resend_every_mail(db, by=by, now=now)
    return Redirect(f"/admin/mails?done={decision.do}", status_code=303)


def _list(request: AnyRequest, template: str, page: Page[Any], now: datetime) -> Response[Any]:
    form = form_state(request)
    context = {
        "page": page,
        "told": _sentence(form),
        "done": request.query_params.get("done"),
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, template, context, status=form.status)


def _sentence(form: FormState) -> str | None:
    """Why it was refused; the form has no fields that a problem could stand beside."""
    return form.told or next(iter(form.problems.values()), None)
