"""Hours as people write them."""

import re

from mentorat.schedules.document import DAY_MINUTES

NAMES = {"midi": "12:00", "noon": "12:00", "minuit": "00:00", "midnight": "00:00"}
WRITTEN = re.compile(
    r"([0-9]{1,2})\s*(?:(?:h(?:eures?)?\s*([0-9]{2})?)|[:.,]\s*([0-9]{2}))?\s*(?:([ap])\.?m\.?)?"
)
COMPACT = re.compile(r"([0-9]{1,2})([0-9]{2})()(?:([ap])\.?m\.?)?")
NOON, HOUR = 12, 60


def read_clock(text: str) -> str | None:
    """What is written as 9, 9h30, «9 h 30», 9:30, 9.30, 0930, 9pm, midi or minuit, as «09:30».

    The end of a day is «24:00». None for what is no hour.
    """
    said = text.strip().casefold()
    if said in NAMES:
        return NAMES[said]
    found = WRITTEN.fullmatch(said) or COMPACT.fullmatch(said)
    if found is None:
        return None
    hours, half = int(found[1]), found[4]
    if half:
        if not 1 <= hours <= NOON:
            return None
        hours = hours % NOON + (NOON if half == "p" else 0)
    minutes = int(found[2] or found[3] or 0)
    if minutes >= HOUR or hours * HOUR + minutes > DAY_MINUTES:
        return None
    return f"{hours:02d}:{minutes:02d}"
