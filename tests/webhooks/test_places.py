"""A receiver that hangs delays no other one."""

import asyncio
import time
from contextlib import suppress

import pytest

from mentorat.db.pool import Database
from mentorat.outbound import post as outbound_post
from mentorat.webhooks.refusals import ENDPOINTS_MAX
from mentorat.worker import PLACES, create_worker, run_places
from tests.webhooks.receiver import Receiver, Reply
from tests.webhooks.telling import House

pytestmark = pytest.mark.anyio
HANGING = 19
EVENTS = 20


async def test_nineteen_receivers_that_hang_delay_neither_the_twentieth_nor_its_order(
    house: House, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(PLACES["webhooks"][0]) == 1
    assert PLACES["webhooks"][1] == ENDPOINTS_MAX == HANGING + 1
    monkeypatch.setattr(outbound_post, "TOTAL_SECONDS", 20.0)
    with Receiver(lambda _received: Reply(seconds=15)) as hanging, Receiver() as well:
        for _ in range(HANGING):
            await house.add(hanging)
        hanging.secrets.clear()  # each of them has its own
        await house.add(well)
        booking_id = house.a_booking()
        for sequence in range(EVENTS):
            await house.step(booking_id, sequence)
        app = create_worker(house.settings, database, database_url)
        began = time.monotonic()
        async with app.open_async():
            places = asyncio.create_task(
                run_places(app, poll_seconds=0.2, shutdown_graceful_timeout=0)
            )
            while len(well.effects) < EVENTS and time.monotonic() - began < 12:
                await asyncio.sleep(0.05)
            took = time.monotonic() - began
            places.cancel()
            with suppress(asyncio.CancelledError):
                await places
        assert [p["data"]["sequence"] for p in well.effects.values()] == list(range(EVENTS))
        assert took < 12
        assert len(hanging.tries) == HANGING
