"""The zones that calendars name: IANA's names in any case, Windows' (CLDR's table, which
icalendar ships), a vendor's prefix before either, Exchange's display names, offsets."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

NUMBERED = re.compile(r"(.*[^\d\s])\s*\d{1,2}\)?")
OFFSET_FIRST = re.compile(
    r"\(?\s*(?:(?:utc|gmt)(?![a-z])\s*([+-]\s*\d{1,2}(?:[:.]?\d\d)?)?|([+-]\d{1,2}(?:[:.]?\d\d)?))"
    r"\s*\)?\s*(.*)"
)
OFFSET = re.compile(r"([+-])\s*(\d{1,2})(?:[:.]?(\d\d))?(\d\d)?")
FURTHEST = timedelta(hours=14)
PLACES = re.compile(r"\s*[,/;:]\s*|\s+[–-]\s+")
WINTERS = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC))
# What Windows and Exchange display, where no place in it is one of IANA's.
DISPLAYED = {
    "abu dhabi": "Asia/Dubai", "alaska": "America/Anchorage",
    "aleutian islands": "America/Adak", "arizona": "America/Phoenix", "armenia": "Asia/Yerevan",
    "astana": "Asia/Almaty", "atlantic time": "America/Halifax",
    "baja california": "America/Tijuana", "beijing": "Asia/Shanghai",
    "bougainville island": "Pacific/Bougainville", "brasilia": "America/Sao_Paulo",
    "cabo verde is.": "Atlantic/Cape_Verde", "canberra": "Australia/Sydney",
    "cape verde is.": "Atlantic/Cape_Verde", "caucasus": "Asia/Yerevan",
    "central america": "America/Guatemala", "central time": "America/Chicago",
    "chatham islands": "Pacific/Chatham", "chennai": "Asia/Kolkata",
    "chokurdakh": "Asia/Srednekolymsk", "city of buenos aires": "America/Buenos_Aires",
    "coordinated universal time": "UTC", "easter island": "Pacific/Easter",
    "eastern time": "America/New_York", "edinburgh": "Europe/London",
    "ekaterinburg": "Asia/Yekaterinburg", "georgetown": "America/Guyana",
    "greenland": "America/Nuuk", "greenwich mean time": "Europe/London",
    "guadalajara": "America/Mexico_City", "haiti": "America/Port-au-Prince",
    "hawaii": "Pacific/Honolulu", "indiana": "America/Indianapolis",
    "international date line west": "Etc/GMT+12", "islamabad": "Asia/Karachi",
    "izhevsk": "Europe/Samara", "kiritimati island": "Pacific/Kiritimati",
    "kyiv": "Europe/Kyiv", "lord howe island": "Australia/Lord_Howe",
    "marquesas islands": "Pacific/Marquesas", "marshall is.": "Pacific/Majuro",
    "mid-atlantic": "Etc/GMT+2", "midway island": "Pacific/Midway",
    "mountain time": "America/Denver", "new caledonia": "Pacific/Noumea",
    "newfoundland": "America/St_Johns", "norfolk island": "Pacific/Norfolk",
    "nuku'alofa": "Pacific/Tongatapu", "osaka": "Asia/Tokyo", "pacific time": "America/Los_Angeles",
    "petropavlovsk-kamchatsky": "Asia/Kamchatka", "pretoria": "Africa/Johannesburg",
    "saint pierre and miquelon": "America/Miquelon", "salvador": "America/Bahia",
    "samoa": "Pacific/Apia", "saskatchewan": "America/Regina",
    "solomon is.": "Pacific/Guadalcanal", "sri jayawardenepura": "Asia/Colombo",
    "turks and caicos": "America/Grand_Turk", "ulaan bataar": "Asia/Ulaanbaatar",
    "wellington": "Pacific/Auckland", "west central africa": "Africa/Lagos",
    "yangon": "Asia/Yangon", "yukon": "America/Whitehorse",
}  # fmt: skip


def folded(name: str) -> str:
    """A zone's name as it is compared: no quotes, no escapes, any case, single spaces."""
    return " ".join(name.replace("\\", "").strip().strip('"/').casefold().split())


def zone_named(name: str) -> tzinfo | None:
    """The zone of IANA or of Windows that has this very name, perhaps after a vendor's prefix."""
    parts = folded(name).split("/")
    for first in range(len(parts)):
        known = _names().get("/".join(parts[first:]))
        if known:
            return ZoneInfo(known)
    return None


def zone_described(name: str) -> tzinfo | None:
    """The zone that a name means which is nobody's own: a numbered one, a place, an offset."""
    text = folded(name)
    if text == "z":
        return UTC
    found = OFFSET_FIRST.fullmatch(text)
    if found is None:
        return _close(text) or _place(text, None)
    written = found[1] or found[2]
    offset = offset_of(written or "+0")
    near = None if written else _close(text)
    return near or _place(found[3], offset) or (None if offset is None else timezone(offset))


def offset_of(text: str) -> timedelta | None:
    """An offset from UTC as it is written, +0545 or -5; None where nobody could live."""
    found = OFFSET.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > FURTHEST or max(minutes, seconds) > 59:  # noqa: PLR2004  # of an hour, of a minute
        return None
    return -offset if found[1] == "-" else offset


def _close(text: str) -> tzinfo | None:
    """A name that Exchange numbered, Windows' summer, a name with spaces for underscores."""
    plain = text.replace("daylight time", "standard time")
    numbered = NUMBERED.fullmatch(plain)
    tries = [plain, plain.replace(" ", "_"), plain.replace("-", "/", 1)]
    if numbered:
        bare = numbered[1].rstrip(" _#(-")
        tries += [bare, bare.replace(" ", "_")]
    return next(filter(None, map(zone_named, tries)), None)


def _place(text: str, offset: timedelta | None) -> tzinfo | None:
    """The zone of the first place of a list that has this offset in winter; else of the first
    one that is known, since countries have moved since its offset was written."""
    numbered = NUMBERED.fullmatch(text)
    known: list[str] = []
    for place in [text, *PLACES.split(text), *([numbered[1]] if numbered else [])]:
        bare = place.partition("(")[0].strip()
        for name in (place, bare):
            known += [DISPLAYED[name]] if name in DISPLAYED else _cities().get(name, [])
    zones = list(map(ZoneInfo, known))
    return next((zone for zone in zones if _winter(zone) == offset), next(iter(zones), None))


def _winter(zone: ZoneInfo) -> timedelta:
    return min(when.astimezone(zone).utcoffset() or timedelta() for when in WINTERS)


@cache
def _names() -> dict[str, str]:
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return windows | {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(available_timezones()):
        area, slash, city = name.rpartition("/")
        if slash and not area.startswith(("Etc", "SystemV")):
            found[city.replace("_", " ").casefold()].append(name)
    return dict(found)
