"""Articles: published and archived at their hour, rendered again, unused pictures swept."""

from mentorat.blog.actions.close_author import close_author
from mentorat.blog.actions.publish_due import publish_due
from mentorat.blog.jobs import (
    CLOSE_AUTHOR,
    PUBLISH_DUE,
    RENDER_AGAIN,
    SWEEP_PICTURES,
    TELL_POST,
    CloseAuthor,
    TellPost,
)
from mentorat.blog.letters import tell_post
from mentorat.blog.pictures.sweep_pictures import forget_unknown_files, forget_unused_pictures
from mentorat.blog.publishing.render_again import BATCH, render_again
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing
from mentorat.files.opening import open_store
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


@handles(SWEEP_PICTURES)
async def sweep_pictures(work: Work, _nothing: Nothing) -> None:
    """Every night: pictures that nothing has shown for a week, and files that no picture knows."""
    async with work.database.unit(writes=True) as unit:
        await forget_unused_pictures(Db(unit), now=work.now)
    store = open_store(work.settings)
    async with work.database.unit(writes=False) as unit:
        await forget_unknown_files(Db(unit), store, now=work.now)


@handles(TELL_POST)
async def tell_of_post(work: Work, what: TellPost) -> None:
    """An article took a step: its author, or the operators, read of it."""
    async with work.database.unit(writes=True) as unit:
        await tell_post(Db(unit), what.event_id, origin=work.settings.origin, now=work.now)


@handles(CLOSE_AUTHOR)
async def close_author_of_articles(work: Work, who: CloseAuthor) -> None:
    """An author left, was banned, or is back."""
    async with work.database.unit(writes=True) as unit:
        await close_author(Db(unit), who.user_id, now=work.now)
