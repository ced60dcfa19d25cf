"""The house: old rows go, words of who left go."""

from mentorat.accounts.actions.forget_user import purge_forgotten
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.worker.accounts import warn_of_silence
from mentorat.worker.jobs import TIDY
from mentorat.worker.privacy import forget_people
from mentorat.worker.retention import BATCH, PRUNED, RetentionRule
from mentorat.worker.work import Work, handles


@handles(TIDY)
async def tidy(work: Work, _nothing: Nothing) -> None:
    """Hourly: old rows go, words of who left go, silence of Clerk's is told."""
    for rule in PRUNED:
        while await _prune_batch(work, rule) == BATCH:
            pass
    async with work.database.unit(writes=True) as unit:
        db, now = Db(unit), work.now
        await forget_people(db, await purge_forgotten(db, now=now))
    await warn_of_silence(work)


async def _prune_batch(work: Work, rule: RetentionRule) -> int:
    async with work.database.unit(writes=True) as unit:
        return await rule.prune(Db(unit), now=work.now)
