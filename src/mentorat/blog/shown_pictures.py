"""Which pictures something still shows: as a cover, or in a text."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select


def is_shown(key: Any, *holders: Any) -> ColumnElement[bool]:
    """Whether any row of these tables shows a picture. A text names it by its key, which is random
    and is found nowhere by chance."""
    return or_(*(select(1).where(_shows(holder, key)).exists() for holder in holders))


def _shows(holder: Any, key: Any) -> ColumnElement[bool]:
    in_text: ColumnElement[bool] = func.strpos(holder.markdown, key) > 0
    cover = getattr(holder, "cover_key", None)
    if cover is None and hasattr(holder, "cover"):
        cover = holder.cover["key"].astext
    return in_text if cover is None else or_(in_text, cover == key)
