"""Giving an address by form and by program: what is refused, and what is answered."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests import people
from tests.external_calendars.calendar_files import at, calendar, event
from tests.external_calendars.calendar_life import ADDRESS, PATH, Life
from tests.external_calendars.calendar_server import HOST
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit

pytestmark = pytest.mark.anyio
PAGE = "/availability/calendar"
API = "/api/me/busy-calendar"


clock = people.clock


@pytest.fixture
async def life(life: Life, client: httpx2.AsyncClient, clerk_key: RSAKey) -> Life:
    """A mentor at their browser."""
    life.site.holds(PATH, calendar(event(at(6, 8, 10), at(6, 8, 11))))
    await sign_in(client, clerk_key, life.mentor)
    return life


WRONG: dict[str | None, str] = {
    "http://agenda.example/a.ics": "https://",
    "https://127.0.0.1/a.ics": "site public",
    "https://agenda.example:8443/a.ics": "port",
    "https://marc:secret@agenda.example/a.ics": "mot de passe",
    "https://agenda.example/a b.ics": "copiez-la",
    "https://agenda.example/" + "a" * 2100: "2048",
    None: "obligatoire",
}


@pytest.mark.parametrize("address", WRONG)
async def test_an_address_that_is_not_read_from_is_a_problem_of_its_field(
    client: httpx2.AsyncClient, life: Life, clerk_key: RSAKey, address: str | None
) -> None:
    fields = {"do": "save", **({"address": address} if address else {})}
    page = await submit(client, PAGE, fields)
    assert page.status_code == 422
    assert 'id="address-problem"' in page.text
    assert WRONG[address] in page.text
    client.cookies.clear()
    document = {"address": address} if address else {}
    answer = await client.put(API, json=document, headers=bearer(clerk_key, life.mentor))
    assert answer.status_code == 422
    assert [found["pointer"] for found in answer.json()["errors"]] == ["/address"]
    assert life.rows("select 1 from busy_calendars") == []
    assert await life.jobs() == []


async def test_the_same_over_json(
    client: httpx2.AsyncClient, life: Life, clerk_key: RSAKey
) -> None:
    client.cookies.clear()
    headers = bearer(clerk_key, life.mentor)
    assert (await client.get(API, headers=headers)).json()["type"].endswith("no_busy_calendar")
    document = {"address": ADDRESS, "ignoresAllDay": True}
    put = await client.put(API, json=document, headers=headers)
    assert (put.status_code, put.json()["counts"], put.json()["goodAt"]) == (200, False, None)
    await life.refresh()
    read = (await client.get(API, headers=headers)).json()
    assert read == {
        "address": f"https://{HOST}/…51e2",
        "ignoresAllDay": True,
        "checkedAt": "2027-06-07T06:00:00Z",
        "goodAt": "2027-06-07T06:00:00Z",
        "readableAt": "2027-06-07T06:15:00Z",
        "counts": True,
        "trouble": None,
        "busyCount": 1,
        "unread": 0,
        "clashes": [],
    }
    again = await client.put(API, json={"address": ADDRESS}, headers=headers)
    assert (again.json()["ignoresAllDay"], again.json()["busyCount"]) == (False, 1)
    extra = await client.put(API, json={**document, "url": "x"}, headers=headers)
    assert extra.status_code == 422
    for _ in range(2):
        assert (await client.delete(API, headers=headers)).status_code == 204
    assert (await client.get(API, headers=headers)).status_code == 404


async def test_an_odd_button_is_a_problem_and_not_a_mistake(
    client: httpx2.AsyncClient, life: Life
) -> None:
    for odd in ({"do": "whatever"}, {"do": ["save", "read"]}):
        assert (await submit(client, PAGE, odd)).status_code == 422
