"""Words of others, without anybody's address or key: for logs, and what is kept of a refusal."""

import re

from mentorat.text.key_text import ID_LENGTH, MARK

ADDRESS = re.compile(r"[^\s<>()\[\]{}\"',;:=@]+@[^\s<>()\[\]{}\"',;:=@]+")
# After its first line PostgreSQL quotes the row that it refused, with all that somebody wrote.
QUOTED = re.compile(
    r"\n(DETAIL|CONTEXT):.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)
KEY = re.compile(rf"({MARK}[0-9a-z]{{{ID_LENGTH}}})_[0-9A-Za-z]+")
HIDDEN = "…@…"


def without_addresses(text: str, known: str | None = None) -> str:
    """The text with each e-mail address hidden; of a `known` one the name before its @ too, which
    servers like to repeat alone."""
    local = known.rpartition("@")[0] if known else ""
    if known and local:
        text = re.sub(re.escape(known), HIDDEN, text, flags=re.IGNORECASE)
        text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return ADDRESS.sub(HIDDEN, text) if "@" in text else text


def without_rows(text: str) -> str:
    """The text without the rows that PostgreSQL quotes when it refuses one."""
    return QUOTED.sub(r"\n\1: …", text) if "\n" in text else text


def without_keys(text: str) -> str:
    """The text with each API key cut down to its public id."""
    return KEY.sub(r"\1_…", text) if MARK in text else text


def for_logs(text: str) -> str:
    """The text as a log may keep it: no address, no key, no row that PostgreSQL quotes."""
    return without_addresses(without_keys(without_rows(text)))
