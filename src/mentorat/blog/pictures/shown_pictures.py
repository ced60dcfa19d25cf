"""Which pictures something still shows: as a cover, or in a text."""

from typing import Any

from sqlalchemy import CompoundSelect, Text, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY

# A text shows a picture by the address of one of its files.
IN_TEXT = "images/[a-z2-7]{26}"


def shown_keys(*holders: Any) -> CompoundSelect[Any]:
    """The keys of all pictures that these tables show: each text is read once."""
    return union(*(found for holder in holders for found in _shown(holder)))


def _shown(holder: Any) -> list[Any]:
    in_text = func.regexp_matches(holder.markdown, IN_TEXT, "g", type_=ARRAY(Text))
    found = [select(in_text[1].label("key"))]
    if hasattr(holder, "cover_key"):
        found.append(select(holder.cover_key).where(holder.cover_key.is_not(None)))
    if hasattr(holder, "cover"):
        found.append(select(holder.cover["key"].astext).where(holder.cover.is_not(None)))
    return found
