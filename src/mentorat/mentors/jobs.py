"""What the worker does for mentors' profiles."""

import msgspec

from mentorat.db.jobs import Job


class CloseWeek(msgspec.Struct, frozen=True):
    """Whose account is gone."""

    user_id: str


CLOSE_WEEK = Job("close_week", CloseWeek)
