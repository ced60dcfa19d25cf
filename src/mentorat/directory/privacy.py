"""What the directory holds of a person: whom they keep, whose time they wait for, and which
searches. It goes when either of the two does."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, delete, or_, select

from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of
from mentorat.directory.models import FreeTimeAlert, SavedMentor, SearchAlert

COLUMNS: Columns = {
    "saved_mentors": {"member_id": Holds.NOTHING, "mentor_id": Holds.NOTHING},
    "directory_counts": {"kind": Holds.NOTHING, "value": Holds.NOTHING},
    "free_time_alerts": {"member_id": Holds.NOTHING, "mentor_id": Holds.NOTHING},
    "search_alerts": {"member_id": Holds.NOTHING, "criteria": Holds.WORDS},
}


class SavedExport(msgspec.Struct, frozen=True):
    """A mentor whom somebody keeps."""

    mentor_id: str
    saved_at: datetime


class AlertExport(msgspec.Struct, frozen=True):
    """A mentor whose time somebody waits for."""

    mentor_id: str
    asked_at: datetime


class SearchExport(msgspec.Struct, frozen=True):
    """A search that somebody waits for."""

    criteria: str
    asked_at: datetime


class DirectoryExport(msgspec.Struct, frozen=True):
    """Whom somebody keeps in mind."""

    saved: list[SavedExport]
    alerts: list[AlertExport]
    searches: list[SearchExport]


_person = bindparam("person", type_=Text)
_SAVED = rows(
    select(*columns_of(SavedMentor, SavedExport))
    .where(SavedMentor.member_id == _person)
    .order_by(SavedMentor.saved_at),
    SavedExport,
)
_ALERTS = rows(
    select(*columns_of(FreeTimeAlert, AlertExport))
    .where(FreeTimeAlert.member_id == _person)
    .order_by(FreeTimeAlert.asked_at),
    AlertExport,
)
_SEARCHES = rows(
    select(*columns_of(SearchAlert, SearchExport))
    .where(SearchAlert.member_id == _person)
    .order_by(SearchAlert.asked_at),
    SearchExport,
)
_DROP = [
    command(delete(table).where(or_(among_people(table.member_id), among_people(table.mentor_id))))
    for table in (SavedMentor, FreeTimeAlert)
] + [command(delete(SearchAlert).where(among_people(SearchAlert.member_id)))]


async def export(db: Db, person_id: str) -> DirectoryExport:
    """Whom somebody keeps, whose time they wait for, and which searches."""
    return DirectoryExport(
        await db.all(_SAVED, person=person_id),
        await db.all(_ALERTS, person=person_id),
        await db.all(_SEARCHES, person=person_id),
    )


async def forget(db: Db, people: Sequence[str]) -> None:
    """Nobody who left keeps anybody, or is kept."""
    for statement in _DROP:
        db.later(statement, people=list(people))
