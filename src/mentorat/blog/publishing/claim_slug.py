"""Giving an article its address."""

from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.models import Post, PostSlug
from mentorat.blog.queries.own import PostRow
from mentorat.blog.refusals import SlugTaken
from mentorat.blog.slugs import candidates, slug_of
from mentorat.db.executor import Db, scalar

_slug, _post_id = bindparam("slug", type_=Text), bindparam("post_id", type_=Uuid)
_CLAIM = scalar(
    insert(PostSlug)
    .from_select(
        ["slug", "post_id"],
        select(_slug, _post_id).where(
            ~select(Post.id).where(Post.slug == _slug, Post.id != _post_id).exists()
        ),
    )
    .on_conflict_do_update(
        index_elements=[PostSlug.slug],
        set_={"post_id": PostSlug.post_id},
        where=PostSlug.post_id == _post_id,
    )
    .returning(PostSlug.slug),
    str,
)

_TAKEN = scalar(
    select(
        select(Post.id).where(Post.slug == _slug, Post.id != _post_id).exists()
        | select(PostSlug.slug).where(PostSlug.slug == _slug, PostSlug.post_id != _post_id).exists()
    ),
    bool,
)


async def claim_slug(db: Db, post: PostRow) -> str:
    """The address that readers find an article at from now on: the one its author wished for, or
    one from its title that is free. Every address it had before leads there. Raises SlugTaken."""
    for slug in [post.slug] if post.slug else candidates(slug_of(post.title)):
        if await db.value(_CLAIM, slug=slug, post_id=post.id):
            return slug
    raise SlugTaken


async def claim_former_slug(db: Db, slug: str, *, post_id: UUID) -> bool:
    """Whether an address that an article had elsewhere or before leads to it from now on: it does
    unless it is another article's."""
    return await db.value(_CLAIM, slug=slug, post_id=post_id) is not None


async def free_slug(db: Db, wished: str, *, post_id: UUID) -> str:
    """The address nearest to a wish that no other article has or had; whoever takes it first has
    it. Raises SlugTaken when fifty like it are."""
    for slug in candidates(wished):
        if not await db.value(_TAKEN, slug=slug, post_id=post_id):
            return slug
    raise SlugTaken
