"""Beginning an article."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.actions.post_words import WORDS, Save, instant, keep_revision, post_id, words_of
from mentorat.blog.models import Post
from mentorat.blog.queries.own import WRITERS, find_own
from mentorat.blog.refusals import AuthorsOnly, PairTaken, SlugTaken, TooManyPosts
from mentorat.blog.schemas import NewPost
from mentorat.db.executor import Db, scalar
from mentorat.db.ids import new_id
from mentorat.errors import NotFound
from mentorat.viewer import SignedIn

POSTS_MAX = 1_000

_author_id, _now = bindparam("author_id", type_=Text), bindparam("now", type_=instant)
_pair_id = bindparam("pair_id", type_=Uuid)
_COUNT = scalar(select(func.count()).where(Post.author_id == _author_id), int)
_BEGIN = scalar(
    insert(Post)
    .values(
        id=post_id,
        author_id=_author_id,
        pair_id=_pair_id,
        status_at=_now,
        created_at=_now,
        updated_at=_now,
        **WORDS,
    )
    .on_conflict_do_nothing()
    .returning(Post.id),
    UUID,
)
_PAIR = scalar(
    select(Post.id).where(
        Post.pair_id == _pair_id, Post.language == bindparam("language", type_=Text)
    ),
    UUID,
)


async def begin_post(db: Db, document: NewPost, *, viewer: SignedIn, now: datetime) -> UUID:
    """Begin an article of the viewer's, or the other language of one; returns its id.

    Raises AuthorsOnly, NotFound for a pair that is not theirs, PairTaken, SlugTaken, TooManyPosts,
    and Invalid for skills or a cover that do not exist.
    """
    if viewer.role not in WRITERS:
        raise AuthorsOnly
    if (await db.value(_COUNT, author_id=viewer.id) or 0) >= POSTS_MAX:
        raise TooManyPosts
    begun_id = new_id(now)
    pair_id = await _pair_of(db, document, viewer) or begun_id
    words = await words_of(db, begun_id, document, viewer=viewer)
    begun = await db.value(
        _BEGIN, post_id=begun_id, author_id=viewer.id, pair_id=pair_id, now=now, **words
    )
    if begun is None:
        is_pair = await db.value(_PAIR, pair_id=pair_id, language=document.language)
        raise PairTaken if is_pair else SlugTaken
    keep_revision(db, begun_id, 1, document, Save(viewer.id, now))
    return begun_id


async def _pair_of(db: Db, document: NewPost, viewer: SignedIn) -> UUID | None:
    if document.pair_of is None:
        return None
    other = await find_own(db, document.pair_of, viewer=viewer)
    if other is None:
        raise NotFound
    return other.pair_id
