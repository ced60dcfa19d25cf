"""Whatever one thing in a calendar cannot be read, everything else in it is busy all the same."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.external_calendars.ics.question import BusyTimes, NotACalendarError
from tests.examples import examples
from tests.external_calendars.calendar_files import asked, spans

LIFE = (Path(__file__).parents[1] / "data" / "one_life.ics").read_text().split("\n")[:-1]
WHOLE = asked("\r\n".join(LIFE).encode())
NAMES = (
    "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE",
    "STATUS", "TRANSP", "DTSTAMP", "FREEBUSY", "TZOFFSETTO", "TZOFFSETFROM", "DUE", "X-WHATEVER",
    "SUMMARY",
)  # fmt: skip
PARAMETERS = (
    "",
    ";TZID=Nowhere",
    ';TZID="(UTC+99:00) Nowhere"',
    ";VALUE=DATE",
    ";VALUE=PERIOD",
    ';X="',
)
VALUES = (
    "", "pouet", ",", "20270230", "20270607T250000", "2027", "P", "PT", "/", "20270607T090000Z/",
    "FREQ=SOMETIMES", "FREQ=", ";;", "-1", "\N{SNOWMAN}", "99999999T999999Z",
)  # fmt: skip
properties = st.one_of(
    st.builds("{}{}:{}".format, *map(st.sampled_from, (NAMES, PARAMETERS, VALUES))),
    st.sampled_from(["a line without a colon", ":", "", "BEGIN", "END:VTODO", "\x00\xff"]),
)
closed = st.builds(
    lambda name, inside: [f"BEGIN:{name}", *inside, f"END:{name}"],
    st.sampled_from(["VTODO", "VJOURNAL", "VALARM", "VTIMEZONE", "VEVENT", "VFREEBUSY", "X-THING"]),
    st.lists(properties, max_size=3),
)
zones = st.builds(
    lambda name, inside: ["BEGIN:VTIMEZONE", f"TZID:{name}", *inside, "END:VTIMEZONE"],
    st.sampled_from(["Europe/Paris", "America/New_York", "Chez moi", "Home", ""]),
    st.sampled_from(
        [
            [],
            ["BEGIN:STANDARD", "DTSTART:pouet", "TZOFFSETTO:+0100", "END:STANDARD"],
            ["BEGIN:STANDARD", "DTSTART:18930401T000000", "TZOFFSETTO:+5328", "END:STANDARD"],
            ["BEGIN:DAYLIGHT"],
        ]
    ),
)
BOUNDARIES = [at for at, line in enumerate(LIFE) if line in {"BEGIN:VEVENT", "BEGIN:VFREEBUSY"}]


def is_within(part: BusyTimes, whole: BusyTimes) -> bool:
    return all(
        any(start <= opening and closing <= end for start, end in there)
        for here, there in ((part.timed, whole.timed), (part.all_day, whole.all_day))
        for opening, closing in here
    )


def check(lines: list[str], end: str = "\r\n") -> BusyTimes:
    found = asked(end.join(lines).encode())
    assert is_within(WHOLE, found), lines
    assert "horale" not in str(found.notes)
    return found


def test_the_calendar_that_is_spoilt_below_says_this() -> None:
    assert (WHOLE.unread, spans(WHOLE.all_day)) == (0, ["2027-06-30T22:00/2027-07-03T22:00"])
    assert spans(WHOLE.timed) == [
        "2027-06-07T07:00/2027-06-07T08:00",
        "2027-06-08T14:00/2027-06-08T15:00",
        "2027-06-10T03:15/2027-06-10T03:45",
        "2027-06-11T03:15/2027-06-11T03:45",
        "2027-06-12T09:00/2027-06-12T10:00",
        "2027-06-23T16:00/2027-06-23T18:00",
        "2027-06-29T14:00/2027-06-29T15:00",
    ]


@hypothesis_settings(max_examples=examples(500), deadline=None)
@given(at=st.integers(1, len(LIFE) - 1), added=properties)
def test_any_one_unreadable_property_frees_nothing(at: int, added: str) -> None:
    check([*LIFE[:at], added, *LIFE[at:]])


@hypothesis_settings(max_examples=examples(300), deadline=None)
@given(at=st.integers(1, len(LIFE) - 1), added=st.one_of(closed, zones))
def test_any_one_unreadable_component_or_zone_frees_nothing(at: int, added: list[str]) -> None:
    check([*LIFE[:at], *added, *LIFE[at:]])


@hypothesis_settings(max_examples=examples(500), deadline=None)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, 1500), st.integers(0, 6), st.text('0123456789TZ:;,=\n "/+-', max_size=6)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_scribbled_over_a_calendar_is_an_answer_or_a_refusal(
    edits: list[tuple[int, int, str]],
) -> None:
    text = "\n".join(LIFE)
    for at, length, scribble in edits:
        text = text[:at] + scribble + text[at + length :]
    with contextlib.suppress(NotACalendarError):
        asked(text.encode())


EXTREMES = (
    "00010101T000000", "00010101", "99991231T235959Z", "99991231", "99991231T235959+1400",
    "P999999W", "-P999999W", "PT999999S", "00010101T000000Z/99991231T235959Z",
    "99991231T235959Z/P999999W", "FREQ=YEARLY;INTERVAL=999999999", "FREQ=DAILY;COUNT=999999999",
    "FREQ=HOURLY;INTERVAL=99999;UNTIL=99991231", "FREQ=WEEKLY;UNTIL=00010101", "-1400", "+1400",
)  # fmt: skip


@hypothesis_settings(max_examples=examples(500), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [at for at, line in enumerate(LIFE) if line[:2] in {"DT", "RR", "EX", "TZ"}]
            ),
            st.one_of(st.none(), st.sampled_from(NAMES)),
            st.sampled_from(EXTREMES),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_the_ends_of_time_are_an_answer_or_a_refusal(
    edits: list[tuple[int, str | None, str]],
) -> None:
    spoilt = list(LIFE)
    for at, name, value in edits:
        written = name or spoilt[at].rpartition(":")[0]
        spoilt[at] = f"{written}:{value}" if name is None else f"{written}:{value}\n{spoilt[at]}"
    with contextlib.suppress(NotACalendarError):
        asked("\n".join(spoilt).encode())


@given(at=st.sampled_from(BOUNDARIES), name=st.sampled_from(["VEVENT", "VTIMEZONE", "VTODO", "X"]))
def test_a_component_that_is_never_closed_frees_nothing(at: int, name: str) -> None:
    check([*LIFE[:at], f"BEGIN:{name}", *LIFE[at:]])


@given(
    before=st.lists(st.sampled_from(["", "Warning: slow", "X:1"]), max_size=2),
    after=st.lists(st.one_of(properties, st.just("BEGIN:VEVENT")), max_size=3),
    end=st.sampled_from(["\r\n", "\n", "\r", "\r\r\n"]),
)
def test_what_stands_around_a_calendar_and_how_its_lines_end_changes_nothing(
    before: list[str], after: list[str], end: str
) -> None:
    assert check([*before, *LIFE, *after], end) == WHOLE


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_folded_lines_are_one_line_whatever_ends_them(end: str) -> None:
    folded = [
        part for line in LIFE for part in ((line[:9], " " + line[9:]) if line[9:] else (line,))
    ]
    assert check(folded, end) == WHOLE


@hypothesis_settings(max_examples=examples(300), deadline=None)
@given(
    at=st.sampled_from([n for n, line in enumerate(LIFE) if line[:2] in {"DT", "RR", "EX", "RE"}]),
    value=st.sampled_from(VALUES),
)
def test_any_one_property_that_turns_unreadable_frees_no_other_event(at: int, value: str) -> None:
    """The event's own time may be lost, where nothing else says it; the others' never is."""
    begin = max(n for n in range(at) if LIFE[n].startswith("BEGIN:"))
    end = next(n for n in range(at, len(LIFE)) if LIFE[n].startswith("END:"))
    others = asked("\r\n".join(LIFE[:begin] + LIFE[end + 1 :]).encode())
    spoilt = [*LIFE[:at], f"{LIFE[at].rpartition(':')[0]}:{value}", *LIFE[at + 1 :]]
    found = asked("\r\n".join(spoilt).encode())
    without_moved = BusyTimes(
        [span for span in others.timed if span in WHOLE.timed], others.all_day
    )
    assert is_within(without_moved, found)
