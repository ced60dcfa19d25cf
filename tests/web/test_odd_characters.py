"""What PostgreSQL cannot keep is refused at the edge, in any field of any form."""

import re

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from tests.builders import ADMIN, Rows, a_mentor
from tests.conftest import browser_of
from tests.forms import sign_in

pytestmark = pytest.mark.anyio

# Every form of the product, as (page that shows a token, where it goes, its fields).
FORMS = {
    "/bookings": ("key", "mentorId", "startsAt", "note"),
    "/bookings/cancellations": ("reason",),
    "/bookings/calendar": ("do",),
    "/availability": ("do", "digest", "timezone", "confirmedZone", "mon.0.start", "slotMinutes"),
    "/availability/calendar": ("do", "address"),
    "/profile": ("bio", "locale", "headline", "expertise", "hourlyRate", "meetingPlace"),
    "/profile/publication": ("step",),
    "/profile/role": ("role", "headline"),
    "/onboarding": ("role", "headline", "next"),
    "/locale": ("locale", "next"),
    "/theme": ("theme", "next"),
    "/time-zone": ("timezone", "next"),
    "/admin/skills": ("do", "slug", "category", "labelFr", "synonyms"),
    "/admin/rules": ("review",),
    "/admin/mentors/user_3FbPerson00000000000000000": ("step", "reason"),
    "/bookings/01976000-0000-7000-8000-000000000000/cancellation": ("reason", "quote", "sequence"),
    "/bookings/01976000-0000-7000-8000-000000000000/proposals/answer": ("answer",),
    "/bookings/01976000-0000-7000-8000-000000000000/notes": ("kind", "version", "body"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("odd", ["a%00b", "%00", "a%ED%A0%80", "%FF"])
async def test_no_field_of_any_form_takes_what_cannot_be_kept(
    app: Edge, database: Database, rows: Rows, clerk_key: RSAKey, form: str, odd: str
) -> None:
    mentor = await a_mentor(database)
    rows("insert into users (id, role, onboarded_at) values (%s, 'ADMIN', now())", ADMIN.id)
    who = ADMIN.id if form.startswith("/admin") else mentor
    async with browser_of(app) as client:
        await sign_in(client, clerk_key, who)
        for field in (*FORMS[form], "never.heard.of"):
            answer = await submit_raw(client, f"{field}={odd}", to=form)
            assert answer.status_code in {404, 422}, (field, answer.status_code)


async def submit_raw(client: httpx2.AsyncClient, fields: str, *, to: str) -> httpx2.Response:
    """A form as bytes that no browser would write, with the token of a page."""
    shown = await client.get("/profile")
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    assert token
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return await client.post(to, content=f"{fields}&csrf_token={token[1]}", headers=kind)
