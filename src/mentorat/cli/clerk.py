"""`mentorat clerk`: deliveries to a running server, and the repair of lost ones."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from rich.progress import Progress

from mentorat.accounts.actions.reconcile import Reconciliation, Report
from mentorat.accounts.callers.dev_identity import (
    dev_identity,
    development_user,
    event_body,
    new_user_id,
)
from mentorat.accounts.clerk.backend_api import clerk_api
from mentorat.accounts.clerk.signature import signed_headers
from mentorat.cli.database_url import database_url
from mentorat.cli.output import print_json, progress
from mentorat.cli.usage import UsageError
from mentorat.db.pool import Database
from mentorat.settings import Settings, read_settings
from mentorat.worker import our_instance


def send_event(
    event: str,
    *,
    file: Path | None = None,
    user: str | None = None,
    email: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> int:
    """Post a correctly signed delivery to a running server.

    `--file` holds a whole event, or only its data; without it a person is invented, with
    `--user` and `--email` if given. `--id` repeats a message.
    """
    settings = read_settings()
    body = _body(event, file, user=user, email=email, settings=settings)
    headers = signed_headers(
        id or f"msg_{secrets.token_hex(13)}", body, key=_key(settings), now=time.time()
    )
    headers["content-type"] = "application/json"
    target = f"{(url or f'http://127.0.0.1:{settings.port}').rstrip('/')}/api/webhooks/clerk"
    try:
        answer = httpx2.post(target, content=body, headers=headers, timeout=20, trust_env=False)
    except httpx2.HTTPError as error:
        raise UsageError(
            f"No server answers at {target} ({type(error).__name__}).\n  Start one: make run"
        ) from None
    print(answer.text)
    progress.print(f"{answer.status_code} for {headers['svix-id']}")
    return 0 if answer.is_success else 1


def reconcile_users(*, dry_run: bool = False, json: bool = False) -> int:
    """Compare every user with Clerk and repair what deliveries lost; 3 when it stopped short."""
    settings = read_settings()
    if not settings.clerk_secret_key:
        raise UsageError("CLERK_SECRET_KEY is needed to ask Clerk for its users.")
    with database_url(settings) as url:
        report = asyncio.run(_reconcile(settings, url, dry_run=dry_run))
    if json:
        print_json(report)
    else:
        for name in ("created", "updated", "tombstoned", "unchanged", "unusable"):
            print(f"{name:<12}{getattr(report, name)}")
    if report.stopped:
        progress.print(f"Nobody was deleted: {report.stopped}.")
        return 3
    return 0


async def _reconcile(settings: Settings, url: str, *, dry_run: bool) -> Report:
    secret = settings.clerk_secret_key.get_secret_value() if settings.clerk_secret_key else ""
    database = Database(url, size=4)
    await database.open()
    try:
        async with clerk_api(settings.clerk_api_url, secret) as api:
            with Progress(console=progress, transient=True) as bar:
                task = bar.add_task("people", total=None)
                run = Reconciliation(
                    database,
                    api,
                    dry_run=dry_run,
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
                return await run.run(now=datetime.now(UTC), ours=our_instance(settings))
    finally:
        await database.close()


def _body(
    event: str, file: Path | None, *, user: str | None, email: str | None, settings: Settings
) -> bytes:
    now_ms = int(time.time() * 1000)
    instance = settings.clerk_instance_id or "ins_development"
    if file:
        document: dict[str, Any] = msgspec.json.decode(file.read_bytes())
        if "data" in document:
            return file.read_bytes()
        return event_body(event, document, now_ms=now_ms, instance_id=instance)
    user_id = user or new_user_id(is_demo=settings.auth == "dev")
    data: dict[str, Any] = {"id": user_id, "object": "user", "deleted": True}
    if event.startswith("session."):
        data = {"id": f"sess_{secrets.token_hex(13)}", "object": "session", "user_id": user_id}
    elif event != "user.deleted":
        address = email or f"{user_id[-8:]}@demo.example"
        data = development_user(
            user_id, first_name="Camille", last_name="Exemple", email=address, now_ms=now_ms
        )
    return event_body(event, data, now_ms=now_ms, instance_id=instance)


def _key(settings: Settings) -> bytes:
    if settings.signing_keys:
        return settings.signing_keys[0]
    if settings.auth == "dev":
        return dev_identity(settings.mentorat_home).webhook_key
    raise UsageError("CLERK_WEBHOOK_SIGNING_SECRET is needed to sign a delivery.")
