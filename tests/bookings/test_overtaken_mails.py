"""A mail server was away: what a later step or the hour has made pointless does not leave any more."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from mentorat.bookings.jobs import REMIND_REQUEST, REMIND_SESSION, TELL_BOOKING
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from tests.builders import Rows, change_offer
from tests.notifications.posting import Post
from tests.people import Pair, StillClock

pytestmark = pytest.mark.anyio
THURSDAY, FRIDAY = "2027-06-10T08:00:00Z", "2027-06-11T08:00:00Z"
STARTS = datetime(2027, 6, 10, 8, tzinfo=UTC)


async def told(mail: Post, rows: Rows) -> None:
    """Everybody who is to be told gets a letter, which leaves if it can."""
    await mail.worker.take(rows, PUBLISH_EVENT, TELL_BOOKING)
    await mail.deliver()


def away(mail: Post, *, is_away: bool = True) -> None:
    mail.server.answers = {"greeting": "421 not now"} if is_away else {}


def became(mail: Post) -> dict[str, list[str]]:
    """What became of each letter to the two people, by topic without the booking."""
    found: dict[str, list[str]] = {"sent": [], "dropped": [], "waits": []}
    for one in mail.messages():
        state = "sent" if one["sent_at"] else "dropped" if one["dropped_at"] else "waits"
        kind, _, rest = one["topic"].partition(":")
        found[state].append(":".join([kind, *rest.split(":")[1:]]))
    return found


async def test_a_confirmation_that_a_cancellation_overtook_is_dropped_and_the_word_stands(
    pair: Pair, mail: Post, rows: Rows
) -> None:
    path = await pair.booked(THURSDAY)
    away(mail)
    await told(mail, rows)
    away(mail, is_away=False)
    await pair.by(pair.mentee, f"{path}/cancellation")
    await told(mail, rows)
    assert became(mail) == {"sent": ["booking:1"] * 2, "dropped": ["booking:0"] * 2, "waits": []}
    assert {one["failure"] for one in mail.messages() if one["dropped_at"]} == {
        "overtaken by a later step: cancel"
    }
    assert all('method="CANCEL"' in text for text in mail.server.taken)


async def test_who_was_told_of_a_session_is_told_of_its_end_however_long_a_server_was_away(
    pair: Pair, mail: Post, rows: Rows, clock: StillClock
) -> None:
    path = await pair.booked(THURSDAY)
    await told(mail, rows)
    await pair.by(pair.mentee, f"{path}/cancellation")
    away(mail)
    await told(mail, rows)
    clock.at = STARTS + timedelta(hours=5)  # the hour itself is over
    away(mail, is_away=False)
    await mail.sweep()
    assert became(mail)["sent"] == ["booking:0"] * 2 + ["booking:1"] * 2


async def test_a_move_overtakes_the_booking_and_the_invitation_rises(
    pair: Pair, mail: Post, rows: Rows
) -> None:
    path = await pair.booked(THURSDAY)
    away(mail)
    await told(mail, rows)
    await pair.by(pair.mentee, f"{path}/move", {"startsAt": FRIDAY})
    away(mail, is_away=False)
    await told(mail, rows)
    assert became(mail) == {"sent": ["booking:1"] * 2, "dropped": ["booking:0"] * 2, "waits": []}


async def test_what_is_still_true_leaves_in_its_order(
    pair: Pair, mail: Post, rows: Rows, clock: StillClock
) -> None:
    path = await pair.booked(THURSDAY)
    away(mail)
    await told(mail, rows)
    proposed = await pair.by(pair.mentor, f"{path}/proposals", {"startsAt": FRIDAY})
    assert proposed.status_code < 300, proposed.text
    await told(mail, rows)
    away(mail, is_away=False)
    clock.ahead = timedelta(minutes=30)
    await mail.sweep()
    await mail.sweep()
    assert became(mail) == {
        "sent": ["booking:0", "booking:0", "booking:1"],
        "dropped": [],
        "waits": [],
    }


async def after_end(pair: Pair, path: str, clock: StillClock) -> None:
    clock.at = STARTS + timedelta(hours=2)


async def after_cancellation(pair: Pair, path: str, clock: StillClock) -> None:
    await pair.by(pair.mentee, f"{path}/cancellation")
    clock.ahead += timedelta(minutes=5)


async def after_move(pair: Pair, path: str, clock: StillClock) -> None:
    moved = await pair.by(pair.mentor, f"{path}/move", {"startsAt": "2027-06-15T08:00:00Z"})
    assert moved.status_code == 200, moved.text
    clock.ahead += timedelta(minutes=5)


@pytest.mark.parametrize("change", [after_end, after_cancellation, after_move])
async def test_a_reminder_that_is_not_true_any_more_is_not_sent(
    pair: Pair,
    mail: Post,
    rows: Rows,
    clock: StillClock,
    change: Callable[[Pair, str, StillClock], Awaitable[None]],
) -> None:
    path = await pair.booked("2027-06-15T07:00:00Z" if change is after_move else THURSDAY)
    await told(mail, rows)
    starts = datetime(2027, 6, 15, 7, tzinfo=UTC) if change is after_move else STARTS
    clock.at = starts - timedelta(hours=24)
    away(mail)
    await mail.worker.take(rows, REMIND_SESSION)
    await mail.deliver()
    await change(pair, path, clock)
    away(mail, is_away=False)
    await mail.sweep()
    dropped = became(mail)["dropped"]
    assert len(dropped) == 4  # of the day and of the last hour: the test's worker took them at once
    assert all(topic.startswith("reminder") for topic in dropped)


async def test_a_confirmation_of_a_session_that_is_over_is_not_sent(
    pair: Pair, mail: Post, rows: Rows, clock: StillClock
) -> None:
    await pair.booked(THURSDAY)
    away(mail)
    await told(mail, rows)
    away(mail, is_away=False)
    clock.at = STARTS + timedelta(hours=1)
    await mail.sweep()
    assert became(mail) == {"sent": [], "dropped": ["booking:0"] * 2, "waits": []}


async def test_a_request_that_has_its_answer_is_not_asked_again(
    pair: Pair, database: Database, mail: Post, rows: Rows, clock: StillClock
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked(THURSDAY)
    away(mail)
    await told(mail, rows)
    await mail.worker.take(rows, REMIND_REQUEST)
    await mail.deliver()
    accepted = await pair.by(pair.mentor, f"{path}/confirmation")
    assert accepted.status_code == 200, accepted.text
    away(mail, is_away=False)
    clock.ahead = timedelta(minutes=5)
    await mail.sweep()
    await told(mail, rows)
    found = became(mail)
    assert (found["sent"], len(found["dropped"])) == (["booking:1"] * 2, 3)
