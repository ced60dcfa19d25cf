"""The operators' desk: bookings found, read whole, decided with a reason."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests import people
from tests.builders import Rows, an_operator
from tests.forms import sign_in, submit
from tests.people import TEN, Pair

pytestmark = pytest.mark.anyio
clock, pair = people.clock, people.pair
REASON = "Le mentor nous a prévenus par téléphone"


@pytest.fixture
async def desk(pair: Pair, database: Database, clerk_key: RSAKey) -> httpx2.AsyncClient:
    ada = await an_operator(database, first_name="Ada", last_name="Renaud")
    await sign_in(pair.client, clerk_key, ada)
    return pair.client


async def a_booking(pair: Pair, desk: httpx2.AsyncClient) -> str:
    """A session of the two, made as by a program; the path of its page on the desk."""
    cookies = dict(desk.cookies)
    desk.cookies.clear()
    path = await pair.booked(TEN)
    desk.cookies.update(cookies)
    return path.replace("/api", "/admin")


async def test_a_session_is_found_by_either_person_and_among_what_is_ahead(
    pair: Pair, desk: httpx2.AsyncClient
) -> None:
    path = await a_booking(pair, desk)
    for asked in ("", f"?person={pair.mentor_id}", f"?person={pair.mentee_id}"):
        assert path in (await desk.get(f"/admin/bookings{asked}")).text
    for asked in ("?which=contested", "?person=user_3FbNobody", "?page=2"):
        assert path not in (await desk.get(f"/admin/bookings{asked}")).text


async def test_an_operator_cancels_with_a_reason_that_is_kept_with_what_was_before(
    pair: Pair, desk: httpx2.AsyncClient, rows: Rows
) -> None:
    path = await a_booking(pair, desk)
    done = await submit(desk, path, {"do": "cancel", "reason": REASON})
    assert done.headers["location"] == f"{path}?done=cancel"
    (event,) = rows("select before, after, reason from events where kind = 'booking.cancelled'")
    assert event["reason"] == REASON
    assert event["before"]["status"] == "confirmed"
    assert event["after"]["status"] == "cancelled"
    assert REASON in (await desk.get(path)).text


async def test_an_operator_without_a_reason_decides_nothing_and_keeps_what_they_chose(
    pair: Pair, desk: httpx2.AsyncClient, rows: Rows
) -> None:
    path = await a_booking(pair, desk)
    refused = await submit(desk, path, {"do": "cancel", "reason": " "})
    assert refused.status_code == 422
    assert rows("select status::text from bookings") == [{"status": "confirmed"}]


async def test_an_operator_moves_a_session_by_the_month_and_the_hours_that_members_see(
    pair: Pair, desk: httpx2.AsyncClient, rows: Rows
) -> None:
    path = await a_booking(pair, desk)
    page = (await desk.get(path)).text
    assert 'class="month"' in page
    assert "<select" not in page
    assert f'href="{path}?date=2027-06-11#times"' in page
    day = (await desk.get(f"{path}?date=2027-06-11")).text
    hour = "2027-06-11T08:00:00Z"
    assert f'href="{path}?hour={hour}#times"' in day
    refused = await submit(desk, f"{path}?hour={hour}", {"do": "move", "startsAt": hour}, to=path)
    assert refused.status_code == 422
    assert f'name="startsAt" value="{hour}"' in refused.text  # the hour that was chosen is kept
    sent = {"do": "move", "startsAt": hour, "reason": REASON}
    done = await submit(desk, f"{path}?hour={hour}", sent, to=path)
    assert done.headers["location"] == f"{path}?done=move"
    (moved,) = rows("select starts_at::text as at from bookings")
    assert moved["at"].startswith("2027-06-11 08:00")


async def test_what_another_one_has_ended_is_not_ended_twice(
    pair: Pair, desk: httpx2.AsyncClient, rows: Rows
) -> None:
    path = await a_booking(pair, desk)
    await submit(desk, path, {"do": "cancel", "reason": REASON})
    other = await submit(desk, path, {"do": "move", "startsAt": TEN, "reason": REASON})
    assert other.status_code in {409, 422}
    assert rows("select status::text, sequence from bookings") == [
        {"status": "cancelled", "sequence": 1}
    ]


async def test_what_cannot_be_taken_back_says_what_follows_and_keeps_what_was_chosen(
    pair: Pair, desk: httpx2.AsyncClient
) -> None:
    path = await a_booking(pair, desk)
    page = (await desk.get(f"{path}?lang=en")).text
    assert '<details class="confirm">' in page
    assert "Both people are notified and read your reason." in page
    refused = await submit(desk, path, {"do": "cancel", "reason": " "})
    assert '<details class="confirm" open>' in refused.text  # the problem is seen


async def test_every_page_says_whose_clock_it_shows_and_history_is_told_in_sentences(
    pair: Pair, desk: httpx2.AsyncClient
) -> None:
    path = await a_booking(pair, desk)
    await submit(desk, path, {"do": "cancel", "reason": REASON})
    ahead = await desk.get("/admin/bookings?which=all&lang=en")
    page = await desk.get(f"{path}?lang=en")
    for shown in (ahead, page):
        assert "Times in UTC" in shown.text
    for words in ("Session booked", "Session cancelled", "Ada Renaud"):
        assert words in page.text
    assert "<code>cancel</code>" not in page.text
    history = page.text.partition('id="history"')[2]
    assert '<dt class="quiet">Original time</dt><dd>Tuesday 8 June' in history
    assert "startsAt" not in history
    assert "{" not in history


async def test_members_find_no_desk(pair: Pair, clerk_key: RSAKey) -> None:
    path = (await pair.booked(TEN)).replace("/api", "/admin")
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    assert (await pair.client.get(path)).status_code == 403
    assert (await pair.client.get("/admin/bookings")).status_code == 403
