"""A refused form has never happened: what stood before still stands, and nobody was told."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.bookings.test_pages import hidden_fields
from tests.builders import ADMIN, MONDAY, Rows, a_person
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit, typed
from tests.people import Pair, StillClock, an_eleve, book, code_of

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"
NEXT_DAY = "2027-06-11T08:00:00Z"
NEAR = timedelta(days=2, hours=4)  # 22 hours before the session
NOTE = {"note": "Relire mon premier projet"}


def page_of(path: str) -> str:
    return path.removeprefix("/api")


async def test_a_mentor_ill_for_the_second_time_in_ninety_days_has_cancelled_nothing(
    pair: Pair, rows: Rows, clerk_key: RSAKey
) -> None:
    first, second = await pair.booked(AT), await pair.booked(NEXT_DAY)
    ill = {"illness": True, "reason": "Grippe"}
    assert (await pair.by(pair.mentor, f"{first}/cancellation", ill)).status_code == 200
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    page = page_of(second)
    sent = {"illness": "yes", "reason": "Encore la grippe", "quote": "free-4500-0"}
    refused = await submit(pair.client, page, sent, to=f"{page}/cancellation")
    assert refused.status_code == 409
    assert "Encore la grippe" in refused.text
    kept = rows("select status, sequence from bookings where id = %s", second[14:])
    assert kept == [{"status": "confirmed", "sequence": 0}]
    assert [row["kind"] for row in steps_of(rows, second)] == ["book"]
    assert "confirmée" in (await pair.client.get(page)).text


async def test_a_yes_to_an_hour_taken_since_leaves_the_proposal_open(
    pair: Pair, rows: Rows, clock: StillClock, database: Database, clerk_key: RSAKey
) -> None:
    path = await pair.booked(AT)
    clock.ahead = NEAR
    asked = await pair.by(pair.mentor, f"{path}/proposals", {"startsAt": NEXT_DAY})
    proposal = asked.json()["items"][0]["id"]
    other = await an_eleve(database, clerk_key)
    assert (await book(pair.client, pair.mentor_id, other, NEXT_DAY)).status_code == 201
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    page = page_of(path)
    yes = {"answer": f"yes:{proposal}"}
    for _ in range(2):
        refused = await submit(pair.client, page, yes, to=f"{page}/proposals/answer")
        assert refused.status_code == 409
        assert "pris" in refused.text
    kept = rows("select closed_at from move_proposals where id = %s", proposal)
    assert kept == [{"closed_at": None}]
    no = {"answer": f"no:{proposal}"}
    answered = await submit(pair.client, page, no, to=f"{page}/proposals/answer")
    assert answered.status_code == 303


async def test_a_refused_booking_form_sent_again_is_refused_again(
    pair: Pair, rows: Rows, database: Database, clerk_key: RSAKey
) -> None:
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    shown = await pair.client.get(f"/bookings/new?mentor={pair.mentor_id}&slot={AT}")
    form = {**hidden_fields(shown.text), **NOTE}
    other = await an_eleve(database, clerk_key)
    assert (await book(pair.client, pair.mentor_id, other, AT)).status_code == 201
    for note in (NOTE, NOTE, {"note": "Autre chose"}):
        refused = await pair.client.post("/bookings", data={**form, **note})
        assert refused.status_code == 409, refused.text
        assert note["note"] in refused.text
    assert rows("select key from idempotency_keys") == []


@pytest.mark.parametrize("who", ["a session six days old", "a token of this minute"])
async def test_an_administrator_has_no_way_into_the_bookings_of_members(
    pair: Pair, rows: Rows, clerk_key: RSAKey, who: str
) -> None:
    path = await pair.booked(AT)
    rows("insert into users (id, role, onboarded_at) values (%s, 'ADMIN', now())", ADMIN.id)
    headers = {}
    if who == "a token of this minute":
        headers = bearer(clerk_key, ADMIN.id)
    else:
        await sign_in(pair.client, clerk_key, ADMIN.id)
        rows("update auth_sessions set created_at = created_at - interval '6 days'")
    for place in (path, page_of(path), f"{path}/notes", f"{path}/proposals", f"{path}/absences"):
        assert (await pair.client.get(place, headers=headers)).status_code == 404, place
    reason = {"reason": "Je peux le faire"}
    for verb in ("cancellation", "refusal", "move", "absences/objection"):
        body = {"startsAt": NEXT_DAY} if verb == "move" else reason
        if verb == "absences/objection":
            body = {"objection": "J'y étais"}
        if headers:
            answer = await pair.client.post(f"{path}/{verb}", json=body, headers=headers)
        else:
            answer = await submit(pair.client, "/profile", body, to=f"{page_of(path)}/{verb}")
        assert answer.status_code == 404, verb
    assert [row["kind"] for row in steps_of(rows, path)] == ["book"]


async def test_a_mentor_with_250_sessions_ahead_reads_all_of_them_and_may_cancel_them_all(
    pair: Pair, rows: Rows, database: Database, clerk_key: RSAKey
) -> None:
    mentee = await a_person(database)
    for number in range(250):
        start = MONDAY + timedelta(hours=number + 3)
        promised(rows, pair.mentor_id, mentee, start)
    promised(rows, pair.mentor_id, mentee, MONDAY - timedelta(minutes=5))  # under way
    assert len(await read_all(pair.client, pair.mentor)) == 251
    rows("update users set role = 'USER' where id = %s", pair.mentor_id)
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    assert len(await read_all_pages(pair.client)) == 251
    sent = {"reason": "Je change de métier"}
    done = await submit(pair.client, "/bookings", sent, to="/bookings/cancellations")
    assert done.headers["location"] == "/bookings?cancelled=250&left=1"
    told = typed((await pair.client.get(done.headers["location"])).text)
    assert "1 séance a déjà commencé" in told
    left = rows("select count(*) as n from bookings where status = 'confirmed'")
    assert left == [{"n": 1}]


async def test_a_program_cancels_all_of_them_and_is_told_which_it_left(
    pair: Pair, rows: Rows, database: Database
) -> None:
    mentee = await a_person(database)
    for number in range(120):
        promised(rows, pair.mentor_id, mentee, MONDAY + timedelta(hours=number + 3))
    promised(rows, pair.mentor_id, mentee, MONDAY - timedelta(minutes=5))
    path = "/api/bookings/cancellations"
    shown = (await pair.client.get(path, headers=pair.mentor)).json()
    assert (shown["sessions"], shown["begun"]) == (120, 1)
    promised(rows, pair.mentor_id, mentee, MONDAY + timedelta(hours=200))
    stale = await pair.by(pair.mentor, path, {"quote": shown["id"]})
    assert code_of(stale) == (409, "terms_changed")
    assert stale.json()["terms"]["sessions"] == 121
    done = (await pair.by(pair.mentor, path, {"quote": stale.json()["terms"]["id"]})).json()
    assert len(done["cancelled"]) == 121
    assert [one["code"] for one in done["left"]] == ["session_begun"]
    left = rows("select id::text from bookings where status = 'confirmed'")
    assert [one["id"] for one in left] == [one["id"] for one in done["left"]]


async def test_who_cancels_all_cancels_what_the_page_showed(
    pair: Pair, rows: Rows, clerk_key: RSAKey
) -> None:
    first, second = await pair.booked(AT), await pair.booked(NEXT_DAY)
    rows("update users set role = 'USER' where id = %s", pair.mentor_id)
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    form = (await pair.client.get("/bookings")).text.partition('action="/bookings/cancell')[2]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert (await pair.by(pair.mentee, f"{first}/cancellation")).status_code == 200
    refused = await pair.client.post("/bookings/cancellations", data=sent)
    assert refused.status_code == 409
    kept = rows("select status from bookings where id = %s", second[14:])
    assert kept == [{"status": "confirmed"}]


def promised(rows: Rows, mentor: str, mentee: str, start: datetime) -> None:
    end = start + timedelta(minutes=50)
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,"
        " blocked_until, status) values (%s, %s, %s, %s, %s, %s, %s, 'confirmed')",
        *(uuid4(), mentor, mentee, start, end, start, end),
    )


async def read_all(client: httpx2.AsyncClient, who: dict[str, str]) -> set[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        answer = await client.get("/api/bookings", params={"limit": "100", **more}, headers=who)
        assert answer.status_code == 200, answer.text
        found += [item["id"] for item in answer.json()["items"]]
        cursor = answer.json()["nextCursor"]
    assert len(found) == len(set(found))
    return set(found)


async def read_all_pages(client: httpx2.AsyncClient) -> set[str]:
    found: set[str] = set()
    address = "/bookings"
    while address:
        page = (await client.get(address)).text
        rows_of_page = page.split('class="session-row"')[1:]
        found |= {row.partition('href="/bookings/')[2][:36] for row in rows_of_page}
        _, link, rest = page.partition('href="/bookings?cursor=')
        address = f"/bookings?cursor={rest.partition(chr(34))[0]}" if link else ""
    return found


def steps_of(rows: Rows, path: str) -> list[dict[str, object]]:
    return rows(
        "select kind from booking_events where booking_id = %s order by sequence", path[14:]
    )
