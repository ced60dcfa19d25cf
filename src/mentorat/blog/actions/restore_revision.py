"""Taking up an earlier version of an article."""

from uuid import UUID

from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.queries.own import PostRow, find_own
from mentorat.blog.queries.revisions import find_revision
from mentorat.blog.schemas import PostDocument
from mentorat.db.executor import Db
from mentorat.errors import NotFound
from mentorat.viewer import SignedIn


async def restore_revision(
    db: Db, post_id: UUID, version: int, *, save: Save, viewer: SignedIn
) -> int:
    """Save the words of an earlier version as the newest one, which stays beside it; what the
    article is about stays as it is. Returns the new version. Raises NotFound, and what
    `save_post` raises."""
    post = await find_own(db, post_id, viewer=viewer)
    found = await find_revision(db, post_id, version)
    if post is None or found is None:
        raise NotFound
    document = document_of(post).model_copy(
        update={"title": found.title, "excerpt": found.excerpt, "markdown": found.markdown}
    )
    return await save_post(db, post_id, document, save, viewer=viewer)


def document_of(post: PostRow) -> PostDocument:
    """An article as the document that would save it unchanged."""
    return PostDocument.model_construct(
        language=post.language,
        title=post.title,
        excerpt=post.excerpt,
        markdown=post.markdown,
        tags=post.tags,
        skills=post.skills,
        series=post.series,
        slug=post.slug,
        cover_key=post.cover_key,
        cover_alt=post.cover_alt,
        publish_at=post.publish_at,
        unpublish_at=post.unpublish_at,
        version=post.version,
    )
