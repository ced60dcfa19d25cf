"""The house: old rows go, words of who left go."""

from mentorat.accounts.actions.forget_user import purge_forgotten
from mentorat.accounts.actions.prune import prune
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.db.queue import prune_jobs
from mentorat.events.prune import prune_events
from mentorat.worker.accounts import warn_of_silence
from mentorat.worker.jobs import TIDY
from mentorat.worker.privacy import forget_people
from mentorat.worker.work import Work, handles


@handles(TIDY)
async def tidy(work: Work, _nothing: Nothing) -> None:
    """Hourly: old rows go, words of who left go, silence of Clerk's is told."""
    async with work.database.unit(writes=True) as unit:
        db, now = Db(unit), work.now
        await prune(db, now=now)
        await prune_events(db, now=now)
        await prune_jobs(db, now=now)
        await forget_people(db, await purge_forgotten(db, now=now))
    await warn_of_silence(work)
