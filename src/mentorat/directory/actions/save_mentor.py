"""Keeping a mentor for later."""

from datetime import datetime

from mentorat.db.executor import Db
from mentorat.directory.actions.kept_mentors import SAVED
from mentorat.viewer import OnboardedUser


async def save_mentor(db: Db, mentor_id: str, *, viewer: OnboardedUser, now: datetime) -> None:
    """Keep a mentor of the directory for later; doing it twice changes nothing.

    Raises NotFound for who is not in the directory, TooManyKept beyond a hundred.
    """
    await SAVED.keep(db, mentor_id, viewer=viewer, now=now)


def drop_saved(db: Db, mentor_id: str, *, viewer: OnboardedUser) -> None:
    """Keep a mentor no longer; doing it twice changes nothing."""
    SAVED.drop(db, mentor_id, viewer=viewer)
