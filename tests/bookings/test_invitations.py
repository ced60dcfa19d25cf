"""Invitations as RFC 5546 wants them, read by a program that is not ours: it keeps, moves and removes
the session as the two people did."""

import email
import email.policy
import itertools
import re
from collections.abc import Sequence
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.bookings.jobs import TELL_BOOKING
from mentorat.bookings.letters.ics import CalendarPerson
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from tests.bookings.test_calendar_files import event, written
from tests.builders import Rows, change_offer
from tests.notifications.posting import Post
from tests.people import Pair

pytestmark = pytest.mark.anyio
THURSDAY, FRIDAY = "2027-06-10T08:00:00Z", "2027-06-11T08:00:00Z"
# RFC 5546: how often each property of an event stands in a message; what is not named, never.
ONCE, MAYBE = (1, 1), (0, 1)
MUST = {"ORGANIZER": ONCE, "UID": ONCE, "DTSTAMP": ONCE, "SEQUENCE": ONCE, "ATTENDEE": ONCE}
MAY = dict.fromkeys(("DTEND", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TRANSP"), MAYBE)
TABLES = {
    "REQUEST": {**MUST, **MAY, "DTSTART": ONCE, "SUMMARY": ONCE},  # 3.2.2
    "CANCEL": {**MUST, **MAY, "DTSTART": MAYBE, "SUMMARY": MAYBE, "STATUS": ONCE},  # 3.2.5
}
STATUS = {"REQUEST": ("CONFIRMED", "OPAQUE"), "CANCEL": ("CANCELLED", "TRANSPARENT")}
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


async def invitations(mail: Post, rows: Rows) -> list[tuple[str, Any]]:
    """What came by mail so far: the reader's address, and the calendar part."""
    await mail.worker.take(rows, PUBLISH_EVENT, TELL_BOOKING)
    await mail.deliver()
    found: list[tuple[str, Any]] = []
    for text in mail.server.taken:
        read = email.message_from_string(text, policy=email.policy.default)
        parts: list[Any] = [
            part for part in read.walk() if part.get_content_type() == "text/calendar"
        ]
        if parts:
            inline, attached = (part.get_payload(decode=True) for part in parts)
            assert inline.splitlines() == attached.splitlines()
            found.append((str(read["To"]), icalendar.Calendar.from_ical(attached.decode())))
            assert parts[0].get_param("method") == found[-1][1]["METHOD"]
    return found


def event_of(message: Any) -> Any:
    (found,) = message.walk("VEVENT")
    return found


def check(reader: str, message: Any) -> None:
    """One message against the table of its method, and whom it names."""
    session = event_of(message)
    assert session.errors == []
    table = TABLES[message["METHOD"]]
    assert set(session) <= set(table)
    for name, (least, most) in table.items():
        value = session.get(name, [])
        count = len(value) if isinstance(value, list) else 1
        assert least <= count <= most, name
    assert (session["STATUS"], session["TRANSP"]) == STATUS[message["METHOD"]]
    assert session["ORGANIZER"] == "mailto:no-reply@mentorat.example"
    assert session["ORGANIZER"].params["CN"] == "Marc Lenoir"
    assert session["ATTENDEE"] == f"mailto:{reader}"
    assert session["SUMMARY"] == "Séance avec Marc Lenoir"
    unfolded = message.to_ical().decode().replace("\r\n ", "")
    assert set(ADDRESS.findall(unfolded)) == {
        "no-reply@mentorat.example",
        reader,
        str(session["UID"]),
    }


def calendar_of(messages: Sequence[Any]) -> dict[str, Any]:
    """What a program shows that follows RFC 5546, 2.1.5, however its messages came in."""
    newest: dict[str, tuple[int, Any]] = {}
    for message in messages:
        session = event_of(message)
        known = newest.get(session["UID"])
        if known is None or session["SEQUENCE"] > known[0]:
            newest[session["UID"]] = (int(session["SEQUENCE"]), session)
    return {
        uid: session.decoded("DTSTART").isoformat().replace("+00:00", "Z")
        for uid, (_, session) in newest.items()
        if session["STATUS"] != "CANCELLED"
    }


@pytest.mark.parametrize("mode", ["instant", "request"])
async def test_a_session_is_put_moved_and_removed_in_both_calendars(
    pair: Pair, database: Database, mail: Post, rows: Rows, mode: str
) -> None:
    await change_offer(database, pair.mentor_id, mode=mode)
    path = await pair.booked(THURSDAY)
    if mode == "request":
        assert await invitations(mail, rows) == []
        await pair.by(pair.mentor, f"{path}/confirmation")
    uid = f"{path.rpartition('/')[2]}@mentorat.example"
    seen = []
    moved = {"startsAt": FRIDAY}
    for step, body, shown in (
        ("", None, {uid: THURSDAY}),
        ("/move", moved, {uid: FRIDAY}),
        ("/cancellation", None, {}),
    ):
        if step:
            answer = await pair.by(pair.mentee, path + step, body)
            assert answer.status_code == 200, answer.text
        seen = await invitations(mail, rows)
        for reader in {reader for reader, _ in seen}:
            mine = [message for to, message in seen if to == reader]
            for order in itertools.permutations(mine):
                assert calendar_of(order) == shown
    assert len(seen) == 6
    assert len({reader for reader, _ in seen}) == 2
    for reader, message in seen:
        check(reader, message)


@given(
    name=st.text(st.characters(codec="utf-8"), max_size=40),
    local=st.from_regex(r"[^@\s\x00-\x1f\x7f]{1,20}", fullmatch=True),
)
def test_whatever_somebody_is_called_the_two_are_read_whole(name: str, local: str) -> None:
    reader = CalendarPerson(name, f"{local}@courrier.example")
    text = written(
        event(organizer=CalendarPerson(name, "no-reply@mentorat.example"), attendee=reader)
    )
    found = event_of(icalendar.Calendar.from_ical(text))
    assert found.errors == []
    assert found["ORGANIZER"] == "mailto:no-reply@mentorat.example"
    assert found["ATTENDEE"].endswith("@courrier.example")
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"
    for unfolded in text.replace("\r\n ", "").split("\r\n"):
        assert unfolded.count('"') % 2 == 0
