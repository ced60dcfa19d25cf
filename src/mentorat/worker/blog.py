"""Articles: published and archived at their hour, rendered again."""

from mentorat.blog.actions.publish_due import publish_due
from mentorat.blog.actions.render_again import BATCH, render_again
from mentorat.blog.jobs import PUBLISH_DUE, RENDER_AGAIN
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.worker.work import Work, handles


@handles(PUBLISH_DUE)
async def publish_due_posts(work: Work, _nothing: Nothing) -> None:
    """Every minute: what is to appear appears, what is to end ends."""
    is_more = True
    while is_more:
        async with work.database.unit(writes=True) as unit:
            is_more = await publish_due(Db(unit), now=work.now)


@handles(RENDER_AGAIN)
async def render_posts_again(work: Work, _nothing: Nothing) -> None:
    """What an older renderer made is made anew."""
    is_more = True
    while is_more:
        async with work.database.unit(writes=True) as unit:
            is_more = await render_again(Db(unit)) == BATCH
