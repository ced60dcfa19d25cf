"""The searches that members wait for somebody to fit."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, select

from mentorat.db.executor import Db, rows, scalar
from mentorat.directory.models import SearchAlert

SEARCH_ALERTS_MAX = 10  # that one member waits for


class SearchAlertRow(msgspec.Struct, frozen=True):
    """What a member waits for, since when."""

    id: UUID
    member_id: str
    criteria: str
    asked_at: datetime


_COLUMNS = (
    SearchAlert.id,
    SearchAlert.member_id,
    SearchAlert.criteria,
    SearchAlert.asked_at,
)
_member_id = bindparam("member_id", type_=Text)
_OWN = rows(
    select(*_COLUMNS)
    .where(SearchAlert.member_id == _member_id)
    .order_by(SearchAlert.asked_at.desc(), SearchAlert.id)
    .limit(SEARCH_ALERTS_MAX),
    SearchAlertRow,
)
_ONE = scalar(
    select(SearchAlert.id).where(
        SearchAlert.member_id == _member_id,
        SearchAlert.criteria == bindparam("criteria", type_=Text),
    ),
    UUID,
)
_DUE = rows(
    select(*_COLUMNS).order_by(SearchAlert.looked_at, SearchAlert.id).limit(bindparam("count")),
    SearchAlertRow,
)


async def list_search_alerts(db: Db, member_id: str) -> list[SearchAlertRow]:
    """What a member waits for, the newest first."""
    return await db.all(_OWN, member_id=member_id)


async def find_search_alert(db: Db, member_id: str, criteria: str) -> UUID | None:
    """Whether a member waits for these criteria: the id of their alert."""
    return await db.value(_ONE, member_id=member_id, criteria=criteria)


async def due_search_alerts(db: Db, *, count: int) -> list[SearchAlertRow]:
    """The alerts that were looked at longest ago."""
    return await db.all(_DUE, count=count)
