"""Which events are told to other programs, under which type, and with what: ids, states and
instants, never a word that somebody wrote, never an e-mail address (docs/webhooks.md)."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from mentorat.events.queries import EventRow

VERSION = 1  # of every shape here; a field that is added does not change it
TEST = "webhook.test"
PUBLISHED = "published"


class WebhookData(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """What a payload says of its subject."""


class UserData(WebhookData, frozen=True, kw_only=True):
    """Somebody, by their Clerk id."""

    user_id: str


class RoleData(WebhookData, frozen=True, kw_only=True):
    """Somebody and what they are now: ADMIN, MENTOR or USER."""

    user_id: str
    role: str


class MentorData(WebhookData, frozen=True, kw_only=True):
    """A mentor, and where their profile stands now."""

    mentor_id: str
    status: str


class BookingHours(NamedTuple):
    """What a payload says of a booking that its events do not."""

    mentee_id: str
    starts_at: datetime
    ends_at: datetime


class BookingData(WebhookData, frozen=True, kw_only=True):
    """A booking after one of its steps, which `sequence` counts from 0. The hours are those of the
    moment the message was written: a later step may have moved them already."""

    booking_id: UUID
    sequence: int
    status: str
    mentor_id: str
    mentee_id: str
    starts_at: datetime
    ends_at: datetime


class PostData(WebhookData, frozen=True, kw_only=True):
    """An article, and where it stands now; `is_change` when readers knew an earlier version."""

    post_id: UUID
    author_id: str
    status: str
    is_change: bool


class EndpointData(WebhookData, frozen=True, kw_only=True):
    """The endpoint that an operator tries out."""

    endpoint_id: UUID


class Payload(msgspec.Struct, frozen=True):
    """The body of a webhook."""

    type: str
    version: int
    timestamp: datetime  # when it happened; the header tells when this try was made
    data: WebhookData


class Announcement(NamedTuple):
    """A type, and what there is to say under it."""

    type: str
    data: WebhookData


TellEvent = Callable[[EventRow, BookingHours | None], Announcement | None]


def _user(event: EventRow, _hours: BookingHours | None) -> Announcement:
    return Announcement(event.kind, UserData(user_id=event.subject))


def _role(event: EventRow, _hours: BookingHours | None) -> Announcement:
    kind = "user.role_changed" if event.kind == "role.changed" else event.kind
    return Announcement(kind, RoleData(user_id=event.subject, role=event.field("role")))


def _mentor(event: EventRow, _hours: BookingHours | None) -> Announcement | None:
    before, after = event.former("status"), event.field("status")
    if (before == PUBLISHED) == (after == PUBLISHED):
        return None
    kind = "mentor.published" if after == PUBLISHED else "mentor.unpublished"
    return Announcement(kind, MentorData(mentor_id=event.subject, status=str(after)))


def _booking(event: EventRow, hours: BookingHours | None) -> Announcement | None:
    if event.sequence is None or hours is None:
        return None
    data = BookingData(
        booking_id=UUID(event.subject),
        sequence=event.sequence,
        status=event.field("status"),
        mentor_id=event.field("mentorId"),
        mentee_id=hours.mentee_id,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
    )
    return Announcement(event.kind, data)


def _post(event: EventRow, _hours: BookingHours | None) -> Announcement | None:
    before, after = event.former("status"), event.field("status")
    if event.kind == "post.archived" and before != PUBLISHED:
        return None
    data = PostData(
        post_id=UUID(event.subject),
        author_id=event.field("authorId"),
        status=str(after),
        is_change=bool(event.field("isChange")),
    )
    kind = "post.published" if event.kind == "post.published" else "post.unpublished"
    return Announcement(kind, data)


# By the kind of an event, or by the first half of it.
EVENTS: dict[str, TellEvent] = {
    **dict.fromkeys(("user.left", "user.banned", "user.unbanned"), _user),
    **dict.fromkeys(("user.onboarded", "role.changed"), _role),
    "profile": _mentor,
    "booking": _booking,
    "post.published": _post,
    "post.archived": _post,
}
# What an endpoint may ask for.
SUBSCRIPTIONS = (
    *("user.onboarded", "user.role_changed", "user.left", "user.banned", "user.unbanned"),
    *("mentor.published", "mentor.unpublished", "booking.*", "post.published", "post.unpublished"),
)


def teller_of(kind: str) -> TellEvent | None:
    """What says an event of this kind to other programs; None for one that stays in the house."""
    return EVENTS.get(kind) or EVENTS.get(kind.partition(".")[0])


def is_wanted(type_: str, subscriptions: list[str]) -> bool:
    """Whether somebody who asked for these is told of that type."""
    return type_ in subscriptions or f"{type_.partition('.')[0]}.*" in subscriptions


def body_of(news: Announcement, happened_at: datetime) -> str:
    """The JSON text of a payload, as it is signed and sent."""
    payload = Payload(news.type, VERSION, happened_at, news.data)
    return msgspec.json.encode(payload).decode()
