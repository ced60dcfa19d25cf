"""What the worker does for articles."""

from uuid import UUID

import msgspec

from mentorat.db.jobs import Job, Nothing


class TellPost(msgspec.Struct, frozen=True):
    """Of which event of an article people are told."""

    event_id: UUID


class CloseAuthor(msgspec.Struct, frozen=True):
    """Whose articles stay, go, or come back."""

    user_id: str


PUBLISH_DUE = Job("publish_due_posts", Nothing, queue="housekeeping", cron="* * * * *")
RENDER_AGAIN = Job("render_posts_again", Nothing, queue="housekeeping", cron="23 3 * * *")
SWEEP_PICTURES = Job("sweep_pictures", Nothing, queue="housekeeping", cron="41 3 * * *")
TELL_POST = Job("tell_post", TellPost, queue="mail")
CLOSE_AUTHOR = Job("close_author", CloseAuthor)
