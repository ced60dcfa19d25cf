"""A session begins on a whole minute, whichever door its hour comes through."""

import html
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, an_operator
from tests.forms import sign_in, submit
from tests.people import Pair, StillClock, book, code_of

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"
ODD = ("2027-06-11T07:59:59.5Z", "2027-06-11T08:00:00.000001Z", "2027-06-11T08:00:30+00:00")
WORDS = "Le début doit tomber sur une minute entière, sans secondes."


@pytest.mark.parametrize("odd", ODD)
async def test_no_session_is_booked_moved_or_proposed_to_an_odd_second(
    pair: Pair, rows: Rows, clock: StillClock, odd: str
) -> None:
    refused = [await book(pair.client, pair.mentor_id, pair.mentee, odd)]
    path = await pair.booked(AT)
    refused.append(await pair.by(pair.mentee, f"{path}/move", {"startsAt": odd}))
    clock.ahead = timedelta(days=2, hours=4)
    refused.append(await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": odd}))
    for answer in refused:
        assert code_of(answer) == (422, "invalid")
        assert [(p["pointer"], p["message"]) for p in answer.json()["errors"]] == [
            ("/startsAt", WORDS)
        ]
    assert rows("select sequence from bookings") == [{"sequence": 0}]
    assert rows("select id from move_proposals") == []


async def test_forms_say_so_too(
    pair: Pair, rows: Rows, database: Database, clerk_key: RSAKey
) -> None:
    page = (await pair.booked(AT)).removeprefix("/api")
    desk = f"/admin{page}"
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    asked = {"mentorId": pair.mentor_id, "startsAt": ODD[0], "note": "Relire mon code"}
    answers = [
        await submit(pair.client, page, asked, to="/bookings"),
        await submit(pair.client, page, {"startsAt": ODD[0]}, to=f"{page}/move"),
    ]
    await sign_in(pair.client, clerk_key, await an_operator(database))
    decision = {"do": "move", "reason": "Les deux le veulent", "startsAt": ODD[0]}
    answers.append(await submit(pair.client, desk, decision))
    for answer in answers:
        assert answer.status_code == 422
        assert WORDS in html.unescape(answer.text)
    assert rows("select sequence from bookings") == [{"sequence": 0}]


async def test_a_question_about_free_hours_may_name_any_instant(pair: Pair) -> None:
    asked = {"from": "2027-06-10T07:59:59.5Z", "to": "2027-06-10T09:00:00.25Z"}
    slots = await pair.client.get(f"/api/mentors/{pair.mentor_id}/slots", params=asked)
    assert slots.status_code == 200
    assert slots.json()["items"][0]["startsAt"] == AT
