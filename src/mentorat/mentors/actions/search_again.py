"""Having search follow what changed about a mentor."""

from mentorat.db.executor import Db
from mentorat.db.jobs import defer


def search_again(db: Db, mentor_id: str) -> None:
    """What is searched of a mentor is worked out anew once this transaction is committed; of one
    mentor, one change after the other."""
    defer(db, "refresh_mentor", {"user_id": mentor_id}, lock=f"mentor:{mentor_id}")
