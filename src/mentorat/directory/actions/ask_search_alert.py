"""Being told, once, when somebody fits a search that nobody fits today."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from mentorat.db.executor import Db, command, scalar
from mentorat.db.ids import new_id
from mentorat.db.jobs import Nothing, defer
from mentorat.directory.fitting import can_ever_fit, who_fits
from mentorat.directory.jobs import TELL_SEARCHES
from mentorat.directory.models import SearchAlert
from mentorat.directory.queries.search_alerts import SEARCH_ALERTS_MAX
from mentorat.directory.refusals import NoSuchHour, SomebodyFits, TooManySearches
from mentorat.directory.search.criteria import criteria_text, kept_search
from mentorat.directory.search.parameters import Search
from mentorat.viewer import OnboardedUser

_id = bindparam("alert_id", type_=Uuid)
_member_id = bindparam("member_id", type_=Text)
_criteria = bindparam("criteria", type_=Text)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_OTHERS = scalar(
    select(func.count())
    .select_from(SearchAlert)
    .where(SearchAlert.member_id == _member_id, SearchAlert.criteria != _criteria),
    int,
)
_ASK = scalar(
    insert(SearchAlert)
    .values(id=_id, member_id=_member_id, criteria=_criteria, asked_at=_now, looked_at=_now)
    .on_conflict_do_update(
        index_elements=[SearchAlert.member_id, SearchAlert.criteria],
        set_={"asked_at": SearchAlert.asked_at},
    )
    .returning(SearchAlert.id),
    UUID,
)
_STOP = command(
    delete(SearchAlert).where(SearchAlert.id == _id, SearchAlert.member_id == _member_id)
)
_TAKE = scalar(delete(SearchAlert).where(SearchAlert.id == _id).returning(SearchAlert.id), UUID)
_LOOKED = command(update(SearchAlert).where(SearchAlert.id == _id).values(looked_at=_now))


async def ask_search_alert(
    db: Db, search: Search, *, zone: str, viewer: OnboardedUser, now: datetime
) -> UUID:
    """Have the viewer told once somebody fits this search, its hours of `zone`; asking twice
    changes nothing.

    Raises NoSuchHour when its time is over, SomebodyFits when there
    is somebody now, TooManySearches beyond ten.
    """
    kept = kept_search(search, zone, now=now)
    if not can_ever_fit(kept, now=now):
        raise NoSuchHour
    if await who_fits(db, kept, besides=viewer.id, locale="fr", now=now):
        raise SomebodyFits
    asked = {"member_id": viewer.id, "criteria": criteria_text(kept)}
    if (await db.value(_OTHERS, **asked) or 0) >= SEARCH_ALERTS_MAX:
        raise TooManySearches
    alert_id = await db.one(_ASK, alert_id=new_id(now), now=now, **asked)
    # Somebody who came meanwhile was looked for before we asked: look once more.
    defer(db, TELL_SEARCHES, Nothing())
    return alert_id


def stop_search_alert(db: Db, alert_id: UUID, *, viewer: OnboardedUser) -> None:
    """Look for nobody any more; doing it twice, or for somebody else's, changes nothing."""
    db.later(_STOP, alert_id=alert_id, member_id=viewer.id)


async def end_search_alert(db: Db, alert_id: UUID) -> bool:
    """End an alert, to tell of it; False when it is over already."""
    return await db.value(_TAKE, alert_id=alert_id) is not None


def note_look(db: Db, alert_id: UUID, *, now: datetime) -> None:
    """Somebody was looked for: others are before it next time."""
    db.later(_LOOKED, alert_id=alert_id, now=now)
