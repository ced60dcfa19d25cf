"""What is told arrives: later, again, in order, or it is seen that it did not."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.webhooks.actions.change_endpoint import pause_endpoint, resume_endpoint
from mentorat.webhooks.actions.replay import EndpointMessage, replay_failed, replay_message
from mentorat.webhooks.patience import LONGEST_PAUSE, TRIED_FOR
from mentorat.webhooks.refusals import MessageGone
from tests.builders import Rows, an_operator
from tests.webhooks.receiver import WELL, Receiver, Reply
from tests.webhooks.telling import ADA, JOBS, House

pytestmark = pytest.mark.anyio
IN_AN_HOUR = "in an hour, as a date"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DOWN = Reply(503, body=b"maintenance\0 for a while " + b"x" * 5000)


async def test_a_receiver_that_is_down_gets_it_later_with_the_same_id_and_the_same_words(
    house: House,
) -> None:
    with Receiver(lambda _attempt: DOWN) as receiver:
        await house.add(receiver)
        await house.step(house.a_booking(), 0)
        await house.work()
        (message,) = house.messages()
        assert (message["attempts"], message["last_status"]) == (1, 503)
        assert message["last_answer"].startswith("maintenance for a while xxx")
        assert len(message["last_answer"]) == 1000
        assert message["last_error"] == "status"
        assert 0 <= message["last_milliseconds"] < 5000
        await house.later(timedelta(seconds=20))
        assert len(receiver.tries) == 1
        receiver.mood = lambda _attempt: WELL
        await house.later(MINUTE)
    first, second = receiver.tries
    assert (first.id, first.body) == (second.id, second.body)
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    (message,) = house.messages()
    assert message["delivered_at"]
    assert (message["last_status"], message["last_error"]) == (204, None)


async def test_a_second_step_waits_for_the_first_while_other_bookings_go_on(house: House) -> None:
    first, other = house.a_booking(), house.a_booking()
    with Receiver() as receiver:
        receiver.mood = lambda attempt: (
            DOWN if attempt.payload["data"]["bookingId"] == first else WELL
        )
        await house.add(receiver)
        for sequence in range(2):
            for booking_id in (first, other):
                await house.step(booking_id, sequence)
        await house.work()
        assert [p["data"]["sequence"] for p in receiver.of("bookingId", other)] == [0, 1]
        assert receiver.of("bookingId", first) == []
        tried = [t.payload["data"]["sequence"] for t in receiver.tries if first in str(t.body)]
        assert tried == [0]
        receiver.mood = lambda _attempt: WELL
        await house.later(MINUTE)
        assert [p["data"]["sequence"] for p in receiver.of("bookingId", first)] == [0, 1]


async def test_after_three_days_it_is_given_up_and_seen(house: House) -> None:
    booking_id = house.a_booking()
    with Receiver(lambda _attempt: Reply(500)) as receiver:
        await house.add(receiver)
        for sequence in range(2):
            await house.step(booking_id, sequence)
        await house.work()
        pauses = []
        while (first := house.messages()[0])["failed_at"] is None:
            pauses.append(first["next_try_at"] - house.now)
            assert house.messages()[1]["attempts"] == 0
            await house.later(first["next_try_at"] - house.now + timedelta(seconds=1))
        assert TRIED_FOR <= first["failed_at"] - first["due_since"] < TRIED_FOR + HOUR
        assert max(pauses) <= LONGEST_PAUSE * 1.2
        assert 25 < first["attempts"] < 60
        assert house.messages()[1]["failed_at"]  # it has waited as long
        tries = len(receiver.tries)
        await house.later(DAY)
        assert len(receiver.tries) == tries


async def test_what_was_given_up_is_sent_again_in_order_when_somebody_says_so(
    house: House, database: Database, rows: Rows
) -> None:
    booking_id = house.a_booking()
    with Receiver() as receiver:
        added = await house.add(receiver)
        for sequence in range(3):
            await house.step(booking_id, sequence)
        await house.worker.take(rows, *JOBS[:2])
        rows("update webhook_messages set failed_at = now() - id * interval '1 second'")
        since = house.now - HOUR
        for _ in range(2):
            with suppress(MessageGone):
                async with database.unit(writes=True) as unit:
                    db = Db(unit)
                    count = await replay_failed(db, added.id, since=since, by=ADA, now=house.now)
                assert count == 3
            await house.work()
    assert [p["data"]["sequence"] for p in receiver.effects.values()] == [0, 1, 2]
    audited = rows("select count(*) as n from audit_events where action = 'webhook.replayed'")
    assert audited == [{"n": 1}]


async def test_one_delivery_that_a_receiver_lost_is_sent_again_and_has_the_same_effect(
    house: House, database: Database
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver)
        await house.step(house.a_booking(), 0)
        await house.work()
        which = EndpointMessage(added.id, house.messages()[0]["id"])
        async with database.unit(writes=True) as unit:
            await replay_message(Db(unit), which, by=ADA, now=house.now)
        await house.work()
    assert len(receiver.tries) == 2
    assert len(receiver.effects) == 1


async def test_a_receiver_that_is_gone_is_told_nothing_more_and_every_operator_is(
    house: House, database: Database, rows: Rows
) -> None:
    operators = {await an_operator(database) for _ in range(2)}
    with Receiver(lambda _attempt: Reply(410)) as receiver:
        added = await house.add(receiver)
        booking_id = house.a_booking()
        for sequence in range(2):
            await house.step(booking_id, sequence)
        await house.work()
        await house.step(booking_id, 2)
        await house.later(HOUR)
        assert len(receiver.tries) == 1
        told = rows("select recipient_id, subject from messages where topic ~ '^webhook:'")
        assert {row["recipient_id"] for row in told} == operators
        assert receiver.address in told[0]["subject"]
        assert rows("select actor, reason from audit_events where action = 'webhook.disabled'") == [
            {"actor": "system", "reason": "410 Gone"}
        ]
        receiver.mood = lambda _attempt: WELL
        async with database.unit(writes=True) as unit:
            await resume_endpoint(Db(unit), added.id, by=ADA, now=house.now)
        await house.work()
        assert [p["data"]["sequence"] for p in receiver.effects.values()] == [1]


async def test_what_happens_during_a_pause_leaves_when_it_ends(
    house: House, database: Database
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver)
        async with database.unit(writes=True) as unit:
            await pause_endpoint(Db(unit), added.id, by=ADA, now=house.now)
        booking_id = house.a_booking()
        for sequence in range(3):
            await house.step(booking_id, sequence)
        await house.work()
        await house.later(10 * DAY)
        assert receiver.tries == []
        async with database.unit(writes=True) as unit:
            await resume_endpoint(Db(unit), added.id, by=ADA, now=house.now)
        await house.work()
        assert [p["data"]["sequence"] for p in receiver.effects.values()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("600", timedelta(seconds=600)),
        ("0", timedelta(seconds=30)),
        (str(10**9), LONGEST_PAUSE),
        (IN_AN_HOUR, HOUR),
        ("soon", None),
    ],
)
async def test_a_receiver_that_asks_to_be_left_alone_is_within_bounds(
    house: House, asked: str, pause: timedelta | None
) -> None:
    if asked == IN_AN_HOUR:
        asked = format_datetime(datetime.now(UTC) + HOUR, usegmt=True)
    with Receiver(lambda _attempt: Reply(429, (("Retry-After", asked),))) as receiver:
        await house.add(receiver)
        for _ in range(3):
            await house.step(house.a_booking(), 0)
        await house.work()
        if pause is None:
            assert len(receiver.tries) == 3
            return
        assert len(receiver.tries) == 1  # the others are not sent to it either
        await house.later(pause - timedelta(seconds=10))
        assert len(receiver.tries) == 1
        receiver.mood = lambda _attempt: WELL
        await house.later(timedelta(seconds=15))
        assert len(receiver.effects) == 3
