"""An event's one job: a job for each who reacts to it, all of them or none."""

from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.events.jobs import PUBLISH_EVENT, PublishEvent
from mentorat.events.queries import find_event
from mentorat.worker.subscribers import reactions
from mentorat.worker.work import Work, handles


@handles(PUBLISH_EVENT)
async def publish_event(work: Work, which: PublishEvent) -> None:
    """Leave the jobs of an event's subscribers, in one transaction."""
    async with work.database.unit(writes=True) as unit:
        db = Db(unit)
        event = await find_event(db, which.event_id)
        for job, arguments, lock in reactions(event) if event else ():
            defer(db, job, arguments, lock=lock)
