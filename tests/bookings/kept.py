"""What every row must say, and that no two of them meet."""

import itertools
from typing import Any

from tests.bookings.promised import Promise


def check_promise(one: Promise, row: dict[str, Any], history: dict[str, Any]) -> None:
    """The row is what the model remembers, and each step has left one event."""
    assert (row["status"], history["kinds"]) == (one.status, one.kinds)
    assert history["sequences"] == [*range(row["sequence"] + 1)]
    assert history["status"] == row["status"]
    assert (row["starts_at"], row["ends_at"]) == (one.start, one.end)
    widened = (row["blocked_from"], row["blocked_until"])
    assert widened == one.blocked
    assert (row["price_cents"], row["policy"]) == (one.price_cents, one.policy)
    assert (row["cancel_by"], row["is_late"]) == (one.cancel_by, one.is_late)
    assert row["moves"] == one.moves
    assert one.status not in {"requested", "expired"} or row["expires_at"] == one.expires


def check_apart(rows: list[dict[str, Any]]) -> None:
    """No two live bookings of a mentor, and no two sessions of anybody, at one time."""
    live = [row for row in rows if row["status"] in {"requested", "held", "confirmed"}]
    held = [(row["mentor_id"], row["blocked_from"], row["blocked_until"]) for row in live]
    attended = [
        (row[side], row["starts_at"], row["ends_at"])
        for row in live
        for side in ("mentor_id", "mentee_id")
        if row["status"] != "requested"
    ]
    for times in (held, attended):
        for (who, _, until), (other, since, _) in itertools.pairwise(sorted(times)):
            assert who != other or until <= since
