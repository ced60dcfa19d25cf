"""What answers say of a mentor, and to whom."""

from datetime import timedelta

import pytest

from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_booking, change_offer
from tests.forms import typed
from tests.people import Pair, book, code_of

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"


def status_of(rows: Rows, mentor: str) -> str:
    found = rows("select status::text from mentor_profiles where user_id = %s", mentor)
    return str(found[0]["status"])


async def test_a_no_says_why_and_may_take_the_mentor_out_of_the_directory(
    pair: Pair, database: Database, rows: Rows
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked(AT)
    odd = await pair.by(pair.mentor, f"{path}/refusal", {"kind": "mood"})
    assert odd.status_code == 422
    no = {"kind": "better_elsewhere", "reason": "Demandez à Inès", "pause": True}
    declined = (await pair.by(pair.mentor, f"{path}/refusal", no)).json()
    assert (declined["status"], declined["reason"]) == ("declined", "Demandez à Inès")
    details = rows("select details from booking_events where kind = 'decline'")[0]["details"]
    assert details["why"] == "better_elsewhere"
    assert status_of(rows, pair.mentor_id) == "paused"
    gone = await book(pair.client, pair.mentor_id, pair.mentee, AT)
    assert code_of(gone)[0] == 404


async def test_everybody_reads_how_a_mentor_comes_and_answers(
    pair: Pair, rows: Rows, database: Database
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    for day, step in ((9, "confirmation"), (10, "confirmation"), (11, "refusal")):
        path = await pair.booked(f"2027-06-{day:02d}T08:00:00Z")
        assert (await pair.by(pair.mentor, f"{path}/{step}")).status_code == 200
    rows(
        "update booking_events set happened_at = happened_at - interval '5 hours' where sequence = 0"
    )
    held = [
        a_booking(rows, pair.mentor_id, MONDAY - timedelta(days=days), status=status)
        for days, status in ((3, "completed"), (2, "completed"), (1, "missed"))
    ]
    rows(
        "insert into reliability_marks (id, user_id, booking_id, kind, made_by, made_at)"
        " values (gen_random_uuid(), %s, %s, 'absent', 'x', %s)",
        *(pair.mentor_id, held[-1], MONDAY),
    )
    page = typed((await pair.client.get(f"/mentors/{pair.mentor_id}")).text)
    assert "2 séances honorées sur 3" in page
    assert "Répond en 5 h en général ; accepte 67 % des demandes" in page
