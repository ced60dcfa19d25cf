"""An author at work: articles made through the product's own actions, quickly."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mentorat.blog.actions.begin_post import begin_post
from mentorat.blog.actions.move_post import PostMove, move_post
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.models import PostStatus
from mentorat.blog.publication import StepName
from mentorat.blog.schemas import NewPost, PostDocument
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.viewer import Administrator, SignedIn
from tests.builders import MONDAY, whoever

OPERATOR = Administrator("user_3FzOperator0000000000000009", "ADMIN", None, None, None, None, None)
WORDS: dict[str, Any] = {
    "title": "Relire du code sans blesser",
    "excerpt": "Trois habitudes pour que la relecture apprenne quelque chose à chacun.",
    "markdown": "## Lire d'abord\n\nAvant d'écrire, lisez tout : deux fois.\n\n## Demander\n\nUne question vaut mieux qu'un ordre.",
    "tags": ["Relecture", "Métier"],
}


def words(**changes: Any) -> dict[str, Any]:
    """What an author sends: a whole article, with what differs this time."""
    return {**WORDS, **changes}


async def a_draft(
    database: Database, author_id: str, *, now: datetime = MONDAY, **changes: Any
) -> UUID:
    """A draft of an author's; its id."""
    async with database.unit(writes=True) as unit:
        document = NewPost.model_validate(words(**changes))
        return await begin_post(Db(unit), document, viewer=whoever(author_id, "MENTOR"), now=now)


async def saved(
    database: Database,
    author_id: str,
    post_id: UUID,
    *,
    now: datetime = MONDAY,
    is_autosave: bool = False,
    **changes: Any,
) -> int:
    """The same article with other words; its new version."""
    async with database.unit(writes=True) as unit:
        document = PostDocument.model_validate(words(**changes))
        save = Save(author_id, now, is_autosave)
        viewer = whoever(author_id, "MENTOR")
        return await save_post(Db(unit), post_id, document, save, viewer=viewer)


async def moved(
    database: Database,
    viewer: SignedIn,
    post_id: UUID,
    step: StepName,
    *,
    now: datetime = MONDAY,
    **more: Any,
) -> PostStatus:
    """One step of an article by somebody; where it stands then."""
    async with database.unit(writes=True) as unit:
        return await move_post(Db(unit), PostMove(post_id, step, **more), viewer=viewer, now=now)


async def an_article(
    database: Database, author_id: str, *, now: datetime = MONDAY, **changes: Any
) -> UUID:
    """A published article of an author's; its id."""
    post_id = await a_draft(database, author_id, now=now, **changes)
    await moved(database, whoever(author_id, "MENTOR"), post_id, "submit", now=now)
    await moved(database, OPERATOR, post_id, "publish", now=now)
    return post_id
