"""What the worker does for the house."""

from mentorat.db.jobs import Job, Nothing

TIDY = Job("tidy", Nothing, queue="housekeeping", cron="41 * * * *")
REVIVE = Job("revive", Nothing, queue="housekeeping", cron="* * * * *")
