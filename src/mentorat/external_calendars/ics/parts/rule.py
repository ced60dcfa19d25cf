"""A rule that repeats an event, read part by part, and the wall times that it makes.

RFC 5545, 3.3.10. What is readable of a rule counts: a part or an entry that is not is passed
over, which at worst takes time that is free, and never frees time that is taken.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from dateutil.rrule import rrulestr

OFTEN = frozenset({"SECONDLY", "MINUTELY"})
FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}) | OFTEN
STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
LIMITS = frozenset({"INTERVAL", "COUNT", "UNTIL"})
INTERVAL_MAX = 100_000  # of weeks: what is longer has no second time
NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
WEEKDAY = re.compile(r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
# The least and the most that a number may be, and whether it may count from the end.
LISTS = {
    "BYSECOND": (0, 59, False), "BYMINUTE": (0, 59, False), "BYHOUR": (0, 23, False),
    "BYMONTHDAY": (1, 31, True), "BYYEARDAY": (1, 366, True), "BYWEEKNO": (1, 53, True),
    "BYMONTH": (1, 12, False), "BYSETPOS": (1, 366, True),
}  # fmt: skip


class RepeatRule(NamedTuple):
    """A rule in the parts that could be read; `until` as it is written. `is_whole` when nothing
    was passed over."""

    frequency: str
    interval: int
    times: int | None
    until: str
    lists: str
    is_whole: bool


def repeat_rule(text: str) -> RepeatRule | None:
    """A rule; None when it does not say how often, or counts on another calendar than ours."""
    parts: dict[str, str] = {}
    is_whole = True
    for part in re.split(r"[;\s]+", text.upper()):
        name, equals, value = part.strip(",").partition("=")
        is_whole &= not part or bool(equals)
        if value.strip(","):
            parts.setdefault(name, value.strip(","))
        else:
            is_whole &= name not in LIMITS
    if parts.get("FREQ") not in FREQUENCIES or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        return None
    is_whole &= parts.get("SKIP", "OMIT") == "OMIT"
    count = _number(parts.get("COUNT", ""))
    interval = _number(parts.get("INTERVAL", ""))
    is_whole &= ("COUNT" in parts) == (count is not None and count >= 0)
    is_whole &= ("INTERVAL" in parts) == bool(interval and interval > 0)
    lists, all_read = _lists(parts)
    return RepeatRule(
        parts["FREQ"],
        interval if interval and interval > 0 else 1,
        count if count is not None and count >= 0 else None,
        parts.get("UNTIL", ""),
        lists,
        is_whole and all_read,
    )


def walls(rule: RepeatRule, start: datetime, earliest: datetime) -> Iterator[datetime]:
    """What a rule makes of a start, in order, without end; some from before `earliest`.

    Raises ValueError for a rule that contradicts itself.
    """
    text = f"FREQ={rule.frequency};INTERVAL={rule.interval}{rule.lists}"
    if rule.times is not None:
        text += f";COUNT={rule.times}"
    try:
        yield from rrulestr(text, dtstart=_near(rule, start, earliest))
    except OverflowError:
        return  # after the year 9999


def _near(rule: RepeatRule, start: datetime, earliest: datetime) -> datetime:
    """The last time before `earliest` that the same rule could have begun at: years of a daily
    event are not unrolled to find today's."""
    step = STEPS.get(rule.frequency)
    if step is None or rule.times is not None or rule.interval > INTERVAL_MAX or earliest <= start:
        return start
    step *= rule.interval
    return start + max((earliest - start) // step - 1, 0) * step


def _lists(parts: dict[str, str]) -> tuple[str, bool]:
    """The parts that pick days and hours, as text, and whether each entry could be read."""
    text, all_read = "", True
    for name, value in parts.items():
        if not name.startswith("BY") and name != "WKST":
            continue
        entries = [entry for entry in value.split(",") if entry]
        good = [entry for entry in entries if _is_entry(name, entry)]
        all_read &= good == entries
        if good:
            text += f";{name}={','.join(good if name != 'WKST' else good[:1])}"
    return text, all_read


def _is_entry(name: str, entry: str) -> bool:
    if name == "WKST":
        return WEEKDAY.fullmatch(entry) is not None and entry.isalpha()
    if name == "BYDAY":
        return WEEKDAY.fullmatch(entry) is not None and int(entry[:-2] or 1) != 0
    number = _number(entry)
    if name not in LISTS or number is None:
        return False
    least, most, from_end = LISTS[name]
    return least <= (abs(number) if from_end else number) <= most


def _number(text: str) -> int | None:
    return int(text) if NUMBER.fullmatch(text) else None
