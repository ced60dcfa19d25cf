"""What the worker does for accounts."""

from datetime import timedelta

import msgspec

from mentorat.db.jobs import Job, Nothing


class PushRole(msgspec.Struct, frozen=True):
    """Whose role Clerk is told."""

    user_id: str


class FetchUser(msgspec.Struct, frozen=True):
    """Whom Clerk is asked about: we know them by their token alone."""

    user_id: str


# Clerk may be away for an hour or a day: soon a quarter of an hour apart, these are four days.
CLERK_TRIES = 390

PUSH_ROLE = Job(
    "push_role",
    PushRole,
    queue="clerk",
    tries=CLERK_TRIES,
    coalesced=timedelta(milliseconds=500),
)
FETCH_USER = Job("fetch_user", FetchUser, queue="clerk", tries=CLERK_TRIES)
RECONCILE = Job("reconcile", Nothing, queue="clerk", cron="17 3 * * *")
