"""Whatever a receiver answers and whenever: in the end it has acted once on each event, and on
those of one subject in their order."""

import random
from datetime import timedelta

import pytest

from tests.examples import examples
from tests.webhooks.receiver import WELL, Attempt, Receiver, Reply
from tests.webhooks.telling import House

pytestmark = pytest.mark.anyio
HISTORIES = examples(16)
EVENTS = 30
ANSWERS = (WELL, WELL, Reply(500), Reply(429, (("Retry-After", "40"),)), Reply(302), Reply(200))


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_events_of_a_booking_are_never_overtaken(house: House, seed: int) -> None:
    chance = random.Random(seed)
    bookings = [house.a_booking() for _ in range(4)]
    sequences = dict.fromkeys(bookings, 0)

    def mood(_received: Attempt) -> Reply:
        return chance.choice(ANSWERS)

    with Receiver(mood) as receiver, Receiver() as well:
        for each in (receiver, well):
            await house.add(each, ["booking.*"])
        for _ in range(EVENTS):
            booking_id = chance.choice(bookings)
            await house.step(booking_id, sequences[booking_id])
            sequences[booking_id] += 1
            if chance.random() < 0.3:
                await house.later(timedelta(seconds=chance.randrange(200)))
        await house.work()
        receiver.mood = lambda _received: WELL
        for _ in range(8):
            await house.later(timedelta(hours=5))
    for each in (receiver, well):
        for booking_id, count in sequences.items():
            order = [p["data"]["sequence"] for p in each.of("bookingId", booking_id)]
            assert order == list(range(count)), (seed, booking_id)
    assert len(well.tries) == EVENTS
