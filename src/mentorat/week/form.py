"""The editor's form: a schedule as rows that a person fills in, with or without JavaScript.

A row left empty is no row. Ending at 00:00 means the end of the day, so that a whole day can be
written in two fields. Hours are read as people write them, and shown as 09:30; what is no hour
stays as it was written, to be refused beside its field.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from mentorat.errors import Problem, say
from mentorat.schedules.clock import read_clock
from mentorat.schedules.document import DAYS, OVERRIDES_MAX, WALL_TIME, Availability
from mentorat.wire import read_zone

CLOSURE_DAYS_MAX = 366
HOURS = ("start", "end")
FIELD = re.compile(r"(mon|tue|wed|thu|fri|sat|sun|exception|closure)\.(\d{1,3})\.(\w+)")
# A setting's field, and its place in the document.
SETTINGS = {
    "timezone": ("timezone",),
    "slotMinutes": ("slotMinutes",),
    "stepMinutes": ("stepMinutes",),
    "bufferBefore": ("buffersMinutes", "before"),
    "bufferAfter": ("buffersMinutes", "after"),
    "minNoticeMinutes": ("minNoticeMinutes",),
    "horizonDays": ("horizonDays",),
    "maxSessionsPerDay": ("maxSessionsPerDay",),
    "maxSessionsPerWeek": ("maxSessionsPerWeek",),
}
MISSING = say("Ce champ est obligatoire.")
NOT_A_DATE = say("Indiquez une date au format 2027-06-07.")
BACKWARDS = say("La fin doit suivre le début.")
TOO_LONG = say("Une fermeture dure un an au plus.")
BOTH = say("Cette date fait déjà partie d'une fermeture.")

Row = dict[str, str]


class Editor(msgspec.Struct):
    """What stands in the form: rows by the day or list they belong to, and the settings."""

    rows: dict[str, list[Row]]
    settings: dict[str, str]

    def standing(self, day: date) -> Literal["closed", "other", "usual"]:
        """Whether a date is closed, has hours of its own, or is as its weekday is."""
        written = day.isoformat()
        for row in self.rows["closure"]:
            first = row.get("from", "")
            if first <= written <= (row.get("to") or first):
                return "closed"
        return "other" if any(r.get("date") == written for r in self.rows["exception"]) else "usual"


def editor_of(schedule: Availability, *, today: date) -> Editor:
    """The form of a stored schedule; dates that are over are left out."""
    rows: dict[str, list[Row]] = {
        day: [_window(w) for w in getattr(schedule.weekly, day)] for day in DAYS
    }
    ahead = {d: w for d, w in sorted(schedule.overrides.items()) if d >= today.isoformat()}
    rows["exception"] = [{"date": d, **_window(w)} for d, ws in ahead.items() for w in ws]
    rows["closure"] = _closures([date.fromisoformat(d) for d, ws in ahead.items() if not ws])
    document = schedule.model_dump(by_alias=True)
    settings = {name: _at(document, place) for name, place in SETTINGS.items()}
    return Editor(rows, settings)


def editor_of_fields(fields: Mapping[str, Any]) -> Editor:
    """The form as it was sent, row by row; unknown fields are not its business."""
    found: dict[str, dict[int, Row]] = {place: {} for place in (*DAYS, "exception", "closure")}
    for name, value in fields.items():
        match = FIELD.fullmatch(name)
        if match and isinstance(value, str):
            place, number, part = match.groups()
            read = read_clock(value) if part in HOURS else None
            found[place].setdefault(int(number), {})[part] = _shown(read) if read else value
    rows = {place: [by[n] for n in sorted(by)] for place, by in found.items()}
    return Editor(rows, {name: str(fields.get(name, "")) for name in SETTINGS})


def document_of(editor: Editor) -> tuple[dict[str, Any], dict[str, str], list[Problem]]:
    """The schedule document, the form's field for each place in it, and what could not be read."""
    document: dict[str, Any] = {}
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    for name, place in SETTINGS.items():
        value = editor.settings[name]
        fields["/" + "/".join(place)] = name
        if value:
            _put(document, place, _setting(name, value))
    weekly = {day: _windows(editor.rows[day], day, f"/weekly/{day}", fields) for day in DAYS}
    document["weekly"] = weekly
    document["overrides"] = {}
    fields["/overrides"] = "exception.0.date"
    _read_closures(editor.rows["closure"], document["overrides"], problems)
    _read_exceptions(editor.rows["exception"], document["overrides"], fields, problems)
    return document, fields, problems


def _setting(name: str, value: str) -> int | str:
    if name == "timezone":
        return read_zone(value) or value
    return int(value) if _is_number(value) else value


def _windows(
    rows: Sequence[Row], place: str, pointer: str, fields: dict[str, str]
) -> list[list[str]]:
    found: list[list[str]] = []
    fields[pointer] = f"{place}.0.start"
    for number, row in enumerate(rows):
        if not row.get("start") and not row.get("end"):
            continue
        at = len(found)
        fields[f"{pointer}/{at}"] = fields[f"{pointer}/{at}/0"] = f"{place}.{number}.start"
        fields[f"{pointer}/{at}/1"] = f"{place}.{number}.end"
        end = row.get("end", "")
        found.append([row.get("start", ""), "24:00" if end == "00:00" else end])
    return found


def _read_closures(
    rows: Sequence[Row], overrides: dict[str, list[list[str]]], problems: list[Problem]
) -> None:
    for number, row in enumerate(rows):
        given = row.get("from") or row.get("to")
        if not given:
            continue
        first, last = date_of(row.get("from") or given), date_of(row.get("to") or given)
        field = f"closure.{number}"
        if first is None or last is None:
            problems.append(Problem(f"/{field}.from", NOT_A_DATE, "date"))
        elif last < first:
            problems.append(Problem(f"/{field}.to", BACKWARDS, "backwards"))
        elif (last - first).days >= CLOSURE_DAYS_MAX:
            problems.append(Problem(f"/{field}.to", TOO_LONG, "too_long"))
        else:
            days = (first + timedelta(days=n) for n in range((last - first).days + 1))
            overrides.update({day.isoformat(): [] for day in days})


def _read_exceptions(
    rows: Sequence[Row],
    overrides: dict[str, list[list[str]]],
    fields: dict[str, str],
    problems: list[Problem],
) -> None:
    closed = set(overrides)
    for number, row in enumerate(rows):
        if not any(row.get(part) for part in ("date", "start", "end")):
            continue
        field = f"exception.{number}"
        day = date_of(row.get("date", ""))
        if day is None:
            sentence = NOT_A_DATE if row.get("date") else MISSING
            problems.append(Problem(f"/{field}.date", sentence, "date"))
        elif day.isoformat() in closed:
            problems.append(Problem(f"/{field}.date", BOTH, "closed"))
        else:
            windows = overrides.setdefault(day.isoformat(), [])
            pointer = f"/overrides/{day.isoformat()}/{len(windows)}"
            fields.setdefault(f"/overrides/{day.isoformat()}", f"{field}.start")
            fields[pointer] = fields[f"{pointer}/0"] = f"{field}.start"
            fields[f"{pointer}/1"] = f"{field}.end"
            end = row.get("end", "")
            windows.append([row.get("start", ""), "24:00" if end == "00:00" else end])


def _window(window: Sequence[str]) -> Row:
    return {"start": window[0], "end": _shown(window[1])}


def _shown(clock: str) -> str:
    return "00:00" if clock == "24:00" else clock


def is_wall_time(text: str) -> bool:
    """Whether a field holds an hour as the form writes it."""
    return WALL_TIME.fullmatch(text) is not None


def _closures(days: Sequence[date]) -> list[Row]:
    """Closed days as stretches of neighbours."""
    found: list[list[date]] = []
    for day in days:
        if found and found[-1][-1] + timedelta(days=1) == day:
            found[-1].append(day)
        else:
            found.append([day])
    return [{"from": run[0].isoformat(), "to": run[-1].isoformat()} for run in found]


def date_of(text: str) -> date | None:
    """A date as a form and a button write it; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(OVERRIDES_MAX)) + 3


def _at(document: Mapping[str, Any], place: Sequence[str]) -> str:
    value: Any = document
    for part in place:
        value = value[part]
    return "" if value is None else str(value)


def _put(document: dict[str, Any], place: Sequence[str], value: object) -> None:
    for part in place[:-1]:
        document = document.setdefault(part, {})
    document[place[-1]] = value
