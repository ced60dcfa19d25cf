"""What the worker does for articles."""

from mentorat.db.jobs import Job, Nothing

PUBLISH_DUE = Job("publish_due_posts", Nothing, queue="housekeeping", cron="* * * * *")
RENDER_AGAIN = Job("render_posts_again", Nothing, queue="housekeeping", cron="23 3 * * *")
