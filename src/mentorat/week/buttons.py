"""What the buttons of the editor do to its rows; nothing is saved by them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from mentorat.errors import say
from mentorat.schedules.document import DAY_MINUTES, DAYS
from mentorat.schedules.plans import minutes_of
from mentorat.week.form import Editor, Row, date_of, is_wall_time

USUAL = ("09:00", "17:00")
# The hours that a preset adds, and to which days.
PRESETS = {
    "weekdays": (DAYS[:5], USUAL),
    "evenings": (DAYS[:5], ("18:00", "21:00")),
    "weekend": (DAYS[5:], ("10:00", "18:00")),
}
PRESET_NAMES = {
    "weekdays": say("Du lundi au vendredi, 9–17 h"),
    "evenings": say("Soirs, 18–21 h"),
    "weekend": say("Week-end, 10–18 h"),
}


def press(editor: Editor, do: str, fields: Mapping[str, Any]) -> None:
    """Do what a button says, as `verb:place:number`; an unknown one changes nothing."""
    verb, _, rest = do.partition(":")
    place, _, number = rest.partition(":")
    day = date_of(place)
    if verb == "preset" and place in PRESETS:
        _add_preset(editor, place)
    elif verb == "clear":
        editor.rows.update({day: [] for day in DAYS})
    elif day is not None:
        _change_date(editor, verb, day)
    elif place in editor.rows:
        _change_rows(editor, verb, place, number)
        if verb == "copy" and place in DAYS:
            chosen = fields.get(f"copy.{place}", [])
            _copy(editor, place, [chosen] if isinstance(chosen, str) else chosen)


def _change_rows(editor: Editor, verb: str, place: str, number: str) -> None:
    rows = editor.rows[place]
    if verb == "add":
        rows.append({})
    elif verb == "remove" and number.isascii() and number.isdigit():
        at = int(number[:4])
        del rows[at : at + 1]
    elif verb == "switch" and place in DAYS:
        editor.rows[place] = [] if rows else [_row(*USUAL)]


def _copy(editor: Editor, day: str, to: Sequence[str]) -> None:
    for other in to:
        if other in DAYS and other != day:
            editor.rows[other] = [dict(row) for row in editor.rows[day]]


def _add_preset(editor: Editor, name: str) -> None:
    """A preset takes no hours away: presets can be added to one another."""
    days, window = PRESETS[name]
    for day in days:
        editor.rows[day] = _joined([*editor.rows[day], _row(*window)])


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Rows that overlap as one, in order; those that cannot be read stay last as they are."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_span(row) for row in rows if _is_readable(row)):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    joined = [_row(_clock(start), _clock(end)) for start, end in spans]
    return joined + [row for row in rows if row and not _is_readable(row)]


def _change_date(editor: Editor, verb: str, day: date) -> None:
    """A date is closed, gets hours of its own, or is as usual again."""
    if verb not in {"close", "open", "usual"}:
        return
    written = day.isoformat()
    exceptions = [row for row in editor.rows["exception"] if row.get("date") != written]
    closures = [part for row in editor.rows["closure"] for part in _without(row, day)]
    if verb == "close":
        closures.append({"from": written, "to": written})
    elif verb == "open":
        usual = [dict(row) for row in editor.rows[DAYS[day.weekday()]]] or [_row(*USUAL)]
        exceptions += [{"date": written, **row} for row in usual]
    editor.rows["exception"], editor.rows["closure"] = exceptions, closures


def _without(row: Row, day: date) -> list[Row]:
    """A closure without one of its days: nothing, a shorter one, or two."""
    first, last = date_of(row.get("from", "")), date_of(row.get("to", "") or row.get("from", ""))
    if first is None or last is None or not first <= day <= last:
        return [row]
    one = timedelta(days=1)
    parts = [(first, day - one), (day + one, last)]
    return [{"from": a.isoformat(), "to": b.isoformat()} for a, b in parts if a <= b]


def _row(start: str, end: str) -> Row:
    return {"start": start, "end": end}


def _is_readable(row: Row) -> bool:
    start, end = row.get("start", ""), row.get("end", "")
    return is_wall_time(start) and is_wall_time(end) and start != end


def _span(row: Row) -> tuple[int, int]:
    start, end = minutes_of(row["start"]), minutes_of(row["end"])
    return start, end if end > start else end + DAY_MINUTES


def _clock(minutes: int) -> str:
    hours, minute = divmod(minutes % DAY_MINUTES, 60)
    return f"{hours:02d}:{minute:02d}"
