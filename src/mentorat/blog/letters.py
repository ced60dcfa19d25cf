"""Telling an author what others or the clock did with an article, and operators what waits."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.blog.models import PostStatus
from mentorat.blog.queries.own import ANY_POST, PostRow
from mentorat.db.executor import Db, rows
from mentorat.errors import say
from mentorat.events.queries import EventRow, find_event
from mentorat.notifications.actions import post_message
from mentorat.notifications.letters import Letter, draft_of, reader_words
from mentorat.notifications.queries import Reader, find_reader

SUBMITTED = "post.submitted"
TOPIC = "post"


class PostLetter(msgspec.Struct, frozen=True):
    """What there is to say of a step; `is_true` while the article still stands so."""

    heading: str
    line: str
    action: str
    is_true: Callable[[PostRow], bool]
    leads_to_readers: bool = False


def _is_live(post: PostRow) -> bool:
    return post.status == PostStatus.PUBLISHED


def _waits(post: PostRow) -> bool:
    return post.status == PostStatus.IN_REVIEW or post.changes_asked_at is not None


LETTERS = {
    "post.published": PostLetter(
        say("Votre article est publié : %(title)s"),
        say("Les lecteurs le voient dès maintenant. Partagez-le : chaque lecture mène vers vous."),
        say("Lire l'article"),
        _is_live,
        leads_to_readers=True,
    ),
    "post.scheduled": PostLetter(
        say("Votre article est accepté : %(title)s"),
        say("Il paraîtra à l'heure que vous avez choisie, sans rien à faire de plus."),
        say("Ouvrir l'article"),
        lambda post: post.status == PostStatus.SCHEDULED,
    ),
    "post.returned": PostLetter(
        say("Votre article est à revoir : %(title)s"),
        say("L'équipe l'a lu et vous demande :"),
        say("Reprendre l'article"),
        lambda post: post.note is not None,
    ),
    "post.archived": PostLetter(
        say("Votre article n'est plus en ligne : %(title)s"),
        say("Il est archivé : rien n'est perdu, et vous pouvez le reprendre en brouillon."),
        say("Ouvrir l'article"),
        lambda post: post.status == PostStatus.ARCHIVED,
    ),
    SUBMITTED: PostLetter(
        say("Un article attend une lecture : %(title)s"),
        say("Il ne paraîtra qu'une fois lu et publié par l'équipe."),
        say("Lire l'article"),
        _waits,
    ),
}
OF_AUTHOR = say("Vous recevez ce message parce que vous avez écrit cet article.")
OF_OPERATOR = say("Vous recevez ce message parce que vous faites partie de l'équipe.")
UNTITLED = say("Sans titre")

_OPERATORS = rows(select(User.id).where(User.role == Role.ADMIN, is_here()).order_by(User.id), str)


async def tell_post(db: Db, event_id: UUID, *, origin: str, now: datetime) -> None:
    """Write to who should know of a step of an article, once; nothing of one's own, and nothing
    that a later step has overtaken."""
    event = await find_event(db, event_id)
    letter = LETTERS.get(event.kind) if event else None
    if event is None or letter is None:
        return
    post = await db.find(ANY_POST, post_id=UUID(event.subject))
    if post is None or not letter.is_true(post):
        return
    for reader_id in await _readers(db, event, post):
        reader = await find_reader(db, reader_id)
        if reader is not None:
            draft = _written(letter, reader, post, origin)
            await post_message(
                db, draft_of(draft, reader, topic=f"{TOPIC}:{post.id}:{event.id}"), now=now
            )


async def why_pointless(db: Db, topic: str, *, now: datetime) -> str | None:
    """Why a message about an article would say nothing true any more, in words for operators."""
    del now
    kind, _, rest = topic.partition(":")
    if kind != TOPIC:
        return None
    post_id, _, event_id = rest.partition(":")
    event = await find_event(db, UUID(event_id))
    post = await db.find(ANY_POST, post_id=UUID(post_id))
    if post is None:
        return "its article is gone"
    letter = LETTERS.get(event.kind) if event else None
    return None if letter is None or letter.is_true(post) else "overtaken by a later step"


async def _readers(db: Db, event: EventRow, post: PostRow) -> list[str]:
    if event.kind == SUBMITTED:
        return [one for one in await db.all(_OPERATORS) if one != event.actor]
    return [] if event.actor == post.author_id else [post.author_id]


def _written(letter: PostLetter, reader: Reader, post: PostRow, origin: str) -> Letter:
    translate = reader_words(reader.locale)
    is_author = reader.id == post.author_id
    place = f"{origin}/write/{post.id}"
    if letter is LETTERS[SUBMITTED]:
        place = f"{origin}/admin/posts/{post.id}"
    elif letter.leads_to_readers:
        place = f"{origin}/blog/{post.slug}"
    note = [post.note] if letter is LETTERS["post.returned"] and post.note else []
    return Letter(
        heading=translate.gettext(letter.heading, title=post.title or translate.gettext(UNTITLED)),
        lines=[translate.gettext(letter.line), *note],
        link=place,
        action=translate.gettext(letter.action),
        footer=translate.gettext(OF_AUTHOR if is_author else OF_OPERATOR),
    )
