"""Every form that takes a time zone reads it as people write it, by one reader."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor, a_person, a_student
from tests.forms import sign_in, submit
from tests.onboarding.test_pages import FIELDS
from tests.week.editing import save

pytestmark = pytest.mark.anyio
MENTORS = "select availability ->> 'timezone' as zone from mentor_profiles"


class ZoneForm(NamedTuple):
    """Who fills in a form, how they send it, and where its zone is kept."""

    who: Callable[[Database], Awaitable[str]]
    send: Callable[[httpx2.AsyncClient, str], Awaitable[httpx2.Response]]
    kept: str = MENTORS


async def _profile(client: httpx2.AsyncClient, zone: str) -> httpx2.Response:
    page = (await client.get("/profile?tab=booking")).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    fields = {"tab": "booking", "seen": seen, "timezone": zone, "bookingMode": "instant"}
    return await submit(
        client, "/profile?tab=booking", {**fields, "cancellationPolicy": "flexible"}
    )


FORMS = {
    "onboarding": ZoneForm(
        a_person,
        lambda client, zone: submit(
            client, "/onboarding?role=MENTOR", {**FIELDS, "timezone": zone}
        ),
    ),
    "another role": ZoneForm(
        a_student,
        lambda client, zone: submit(client, "/profile/role", {**FIELDS, "timezone": zone}),
    ),
    "profile": ZoneForm(a_mentor, _profile),
    "week": ZoneForm(a_mentor, lambda client, zone: save(client, timezone=zone)),
    "reader": ZoneForm(
        a_student,
        lambda client, zone: submit(client, "/mentors", {"timezone": zone}, to="/time-zone"),
        "select timezone as zone from users",
    ),
}


@pytest.mark.parametrize("name", FORMS)
async def test_a_zone_is_read_as_people_write_it(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows, name: str
) -> None:
    form = FORMS[name]
    written = {
        "Paris": "Europe/Paris",
        "europe/zurich": "Europe/Zurich",
        " new york ": "America/New_York",
    }
    for text, zone in (
        written.items() if name in {"profile", "week", "reader"} else [("paris", "Europe/Paris")]
    ):
        if not (await client.get("/api/me")).is_success:
            await sign_in(client, clerk_key, await form.who(database))
        answer = await form.send(client, text)
        assert answer.status_code == 303, (text, answer.text)
        assert rows(form.kept)[0]["zone"] == zone


@pytest.mark.parametrize("name", FORMS)
async def test_what_is_no_zone_is_refused_beside_its_field(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, name: str
) -> None:
    form = FORMS[name]
    await sign_in(client, clerk_key, await form.who(database))
    assert (await form.send(client, "Mars/Olympus")).status_code == 422
