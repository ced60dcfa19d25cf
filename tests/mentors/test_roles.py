"""Mentor and Élève change places without a second account."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor
from tests.conftest import Clock
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit
from tests.onboarding.test_choice import MENTOR
from tests.onboarding.test_pages import FIELDS
from tests.working import Worker, waiting

pytestmark = pytest.mark.anyio


async def test_a_mentor_becomes_eleve_and_finds_the_draft_again(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    clerk_key: RSAKey,
    rows: Rows,
) -> None:
    mentor = await a_mentor(database, headline="Penser clair, écrire clair")
    await sign_in(client, clerk_key, mentor)
    assert "90 jours" in (await client.get("/profile/role")).text
    done = await submit(client, "/profile/role", {"role": "USER"})
    assert done.headers["location"] == "/profile?moved=student"
    assert (await client.get("/api/me")).json()["role"] == "USER"
    assert (await client.get("/api/mentors")).json()["items"] == []
    assert (await client.get("/availability")).status_code == 403
    assert "Retrouver" in (await client.get("/profile/role")).text
    await submit(client, "/profile/role", {"role": "MENTOR"})
    (profile,) = rows("select headline, status from mentor_profiles")
    assert (profile["headline"], profile["status"]) == ("Penser clair, écrire clair", "draft")
    assert (await client.get("/api/mentors")).json()["items"] == []
    kinds = rows("select after from events where kind = 'role.changed' and subject = %s", mentor)
    assert len(kinds) == 2
    await Worker(settings, database).publish(rows)
    assert (
        waiting(rows).count("decline_requests") == 1
    )  # only who stops being a mentor answers none
    changed = rows(
        "select before, after from audit_events where action = 'role.changed' and subject = %s order by id",
        mentor,
    )
    assert [row["after"]["role"] for row in changed] == ["USER", "MENTOR"]


async def test_after_ninety_days_a_mentor_starts_anew(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, clock: Clock, rows: Rows
) -> None:
    mentor = await a_mentor(database, headline="Une ancienne accroche")
    headers = bearer(clerk_key, mentor)
    gone = await client.post("/api/me/role", json={"role": "USER"}, headers=headers)
    assert (gone.status_code, gone.json()["role"]) == (200, "USER")
    clock.ahead = timedelta(days=91)
    back = await client.post("/api/me/role", json=MENTOR, headers=headers)
    assert (back.status_code, back.json()["role"]) == (200, "MENTOR")
    (profile,) = rows("select headline, status from mentor_profiles")
    assert (profile["headline"], profile["status"]) == (MENTOR["headline"], "draft")


async def test_an_eleve_becomes_mentor_with_a_form_that_names_every_problem(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    await submit(client, "/onboarding", {"role": "USER"})
    refused = await submit(client, "/profile/role", {**FIELDS, "headline": "x", "hourlyRate": "?"})
    assert refused.status_code == 422
    for name in ("headline", "hourlyRate"):
        assert f'id="{name}-problem"' in refused.text
    assert rows("select role from users") == [{"role": "USER"}]
    await submit(client, "/profile/role", FIELDS)
    (profile,) = rows(
        "select p.status, u.role from mentor_profiles p join users u on u.id = p.user_id"
    )
    assert (profile["status"], profile["role"]) == ("draft", "MENTOR")


async def test_nobody_switches_to_what_they_are_and_admin_cannot_be_asked_for(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    headers = bearer(clerk_key, await a_mentor(database))
    same = await client.post("/api/me/role", json=MENTOR, headers=headers)
    assert (same.status_code, same.json()["type"].split("-")[-1]) == (409, "role_moved")
    admin = await client.post("/api/me/role", json={"role": "ADMIN"}, headers=headers)
    assert admin.status_code == 422
