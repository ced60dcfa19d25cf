"""What the worker does for the directory."""

from datetime import timedelta

import msgspec

from mentorat.db.jobs import Job, Nothing

BURST = timedelta(milliseconds=500)


class RefreshMentor(msgspec.Struct, frozen=True):
    """Whose place is worked out anew."""

    user_id: str


class TellFreeTime(msgspec.Struct, frozen=True):
    """Whose free hour members wait for."""

    mentor_id: str


REFRESH_MENTOR = Job("refresh_mentor", RefreshMentor, coalesced=BURST)
TELL_FREE_TIME = Job("tell_free_time", TellFreeTime)
TELL_SEARCHES = Job("tell_searches", Nothing, coalesced=timedelta(minutes=5))
RELINK_SKILLS = Job("relink_skills", Nothing, queue="housekeeping", coalesced=BURST)
REFRESH_MENTORS = Job("refresh_mentors", Nothing, queue="housekeeping", cron="7 2 * * *")
COUNT_DIRECTORY = Job("count_directory", Nothing, queue="housekeeping", cron="*/5 * * * *")
