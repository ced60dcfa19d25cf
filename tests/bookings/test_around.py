"""Around a session: notes that are never overwritten unseen, and the way in."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from tests.builders import Rows, change_offer
from tests.forms import sign_in, submit
from tests.people import ROOM, Pair, StillClock, code_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
AT = "2027-06-08T08:00:00Z"
START = timedelta(hours=26)


async def put(pair: Pair, who: dict[str, str], path: str, body: str, at: int) -> httpx2.Response:
    text = {"body": body, "version": at}
    return await pair.client.put(path, json=text, headers=who)


async def test_shared_notes_are_of_both_and_private_ones_of_one(pair: Pair) -> None:
    path = await pair.booked(AT)
    await put(pair, pair.mentor, f"{path}/notes/shared", "Relire le chapitre 3", 0)
    await put(pair, pair.mentor, f"{path}/notes/private", "Très à l'aise en calcul", 0)
    read = (await pair.client.get(f"{path}/notes", headers=pair.mentee)).json()
    assert read["shared"]["body"] == "Relire le chapitre 3"
    assert read["private"] == {"body": "", "version": 0, "writtenAt": None}
    mine = (await pair.client.get(f"{path}/notes", headers=pair.mentor)).json()
    assert mine["private"]["body"] == "Très à l'aise en calcul"


async def test_what_the_other_wrote_meanwhile_is_shown_not_overwritten(
    pair: Pair, rows: Rows, clerk_key: RSAKey
) -> None:
    path = await pair.booked(AT)
    await put(pair, pair.mentor, f"{path}/notes/shared", "Version du mentor", 0)
    blind = await put(pair, pair.mentee, f"{path}/notes/shared", "Version de l'élève", 0)
    assert code_of(blind) == (409, "note_changed")
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    page = path.removeprefix("/api")
    fields = {"kind": "shared", "version": "0", "body": "Version de Zoé"}
    shown = await submit(pair.client, page, fields, to=f"{page}/notes")
    assert shown.status_code == 409
    assert "Version du mentor" in shown.text
    assert "Version de Zoé" in shown.text
    kept = await submit(pair.client, page, {**fields, "version": "1"}, to=f"{page}/notes")
    assert kept.status_code == 303
    assert rows("select body, version from booking_notes") == [
        {"body": "Version de Zoé", "version": 2}
    ]


async def test_the_place_opens_ten_minutes_before_and_who_came_is_kept(
    pair: Pair, clock: StillClock, rows: Rows, clerk_key: RSAKey
) -> None:
    path = await pair.booked(AT)
    page = path.removeprefix("/api")
    clock.ahead = START - timedelta(minutes=10, seconds=1)
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    early = await submit(pair.client, page, {}, to=f"{page}/join")
    assert early.status_code == 409
    clock.ahead = START - timedelta(minutes=10)
    for _ in range(2):
        inside = await submit(pair.client, page, {}, to=f"{page}/join")
        assert inside.headers["refresh"] == f"0; url={ROOM}"
    assert [row["user_id"] for row in rows("select user_id from booking_joins")] == [pair.mentee_id]
    clock.ahead = START + timedelta(hours=1)
    late = await submit(pair.client, page, {}, to=f"{page}/join")
    assert late.status_code == 409


async def test_the_place_is_told_only_once_a_session_is_promised(
    pair: Pair, database: Database
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked(AT)
    assert (await pair.client.get(path, headers=pair.mentee)).json()["meetingPlace"] is None
    await pair.client.post(f"{path}/confirmation", headers=pair.mentor)
    assert (await pair.client.get(path, headers=pair.mentee)).json()["meetingPlace"] == ROOM


async def test_who_is_forgotten_leaves_no_private_notes(
    pair: Pair, rows: Rows, database: Database, settings: Settings
) -> None:
    path = await pair.booked(AT)
    for kind in ("shared", "private"):
        await put(pair, pair.mentee, f"{path}/notes/{kind}", "Réviser", 0)
    rows(
        "update users set deleted_at = now() - interval '31 days', forgotten_at = now() - interval '31 days',"
        " first_name = null, last_name = null, email = null, email_verified = false where id = %s",
        pair.mentee_id,
    )
    await Worker(settings, database).do(TIDY)
    assert [row["owner"] for row in rows("select owner from booking_notes")] == ["shared"]
