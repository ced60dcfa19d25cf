"""Calendar files are read by somebody else's program, whatever people write into them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import icalendar
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.bookings.letters.ics import CalendarPerson, IcsEvent, calendar_file, folded
from tests.examples import examples

AT = datetime(2027, 6, 8, 8, 0, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300)


def event(**changes: object) -> IcsEvent:
    values = {
        "booking_id": UUID(int=7),
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=1),
        "sequence": 3,
        "summary": "Séance avec Marc Lenoir",
        **changes,
    }
    return IcsEvent(**values)  # type: ignore[arg-type]


def written(*events: IcsEvent, method: str = "REQUEST") -> str:
    return calendar_file(events, method=method, host="mentorat.example", now=AT)  # type: ignore[arg-type]


def test_a_session_keeps_its_uid_and_rises_in_sequence() -> None:
    (found,) = icalendar.Calendar.from_ical(written(event())).walk("VEVENT")
    assert (found["UID"], str(found["SEQUENCE"])) == (f"{UUID(int=7)}@mentorat.example", "3")
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (AT, AT + timedelta(hours=1))
    taken_back = written(event(sequence=4, is_cancelled=True), method="CANCEL")
    (gone,) = icalendar.Calendar.from_ical(taken_back).walk("VEVENT")
    assert (gone["UID"], gone["STATUS"], str(gone["SEQUENCE"])) == (found["UID"], "CANCELLED", "4")
    assert "METHOD:CANCEL\r\n" in taken_back


@hypothesis_settings(max_examples=examples(200), deadline=None)
@given(summary=TEXT, description=TEXT, name=TEXT)
def test_nothing_that_people_write_can_end_a_line_or_start_another(
    summary: str, description: str, name: str
) -> None:
    text = written(
        event(
            summary=summary,
            description=description,
            organizer=CalendarPerson(name, "a@mentorat.example"),
        )
    )
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    assert not set("\r\n") & set(text.replace("\r\n", ""))
    (found,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    kept = "".join(
        c
        for c in summary.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\n\t" or (c >= " " and c != "\x7f")
    )
    assert str(found["SUMMARY"]) == kept
    assert {key for key in found if key.startswith("X-") or key == "RRULE"} == set()


@given(line=TEXT.filter(lambda text: not set("\r\n") & set(text)))
def test_folding_is_undone_by_unfolding(line: str) -> None:
    assert folded(line).replace("\r\n ", "") == line
