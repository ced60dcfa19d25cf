"""Words of others, without anybody's address: for logs, and for what is kept of a refusal."""

import re

ADDRESS = re.compile(r"[^\s<>()\[\]{}\"',;:=@]+@[^\s<>()\[\]{}\"',;:=@]+")
HIDDEN = "…@…"


def without_addresses(text: str, known: str | None = None) -> str:
    """The text with each e-mail address hidden; of a `known` one the name before its @ too, which
    servers like to repeat alone."""
    local = known.rpartition("@")[0] if known else ""
    if known and local:
        text = re.sub(re.escape(known), HIDDEN, text, flags=re.IGNORECASE)
        text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return ADDRESS.sub(HIDDEN, text)
