"""A secret is changed without a delivery lost, and without trust in the old one for long."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.settings.kept_file import secret_keys
from mentorat.webhooks.actions.change_endpoint import rotate_secret
from mentorat.webhooks.reseal import reseal_secrets
from tests.builders import Rows
from tests.webhooks.receiver import Attempt, Receiver
from tests.webhooks.telling import ADA, House

pytestmark = pytest.mark.anyio


def verifies(received: Attempt, secret: str) -> bool:
    """Whether somebody who knows this secret takes a try for ours."""
    try:
        Webhook(secret).verify(received.body, received.headers)
    except WebhookVerificationError:
        return False
    return True


async def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(
    house: House, database: Database, rows: Rows
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver)
        receiver.secrets.clear()
        async with database.unit(writes=True) as unit:
            secret = await rotate_secret(
                Db(unit),
                added.id,
                secret_keys=secret_keys(house.settings),
                by=ADA,
                now=house.now,
            )
        await house.step(house.a_booking(), 0)
        await house.work()
        rows("update webhook_endpoints set former_until = now() - interval '1 second'")
        await house.step(house.a_booking(), 0)
        await house.work()
    during, after = receiver.tries
    assert during.headers["webhook-signature"].count("v1,") == 2
    assert [verifies(during, one) for one in (added.secret, secret)] == [True, True]
    assert [verifies(after, one) for one in (added.secret, secret)] == [False, True]
    changed = Attempt(after.id, after.headers, after.body.replace(b"booking", b"bookinG"))
    assert not verifies(changed, secret)


async def test_when_secret_key_changes_the_secrets_are_sealed_again(
    house: House, database: Database, rows: Rows
) -> None:
    old, new = house.settings, house.settings.model_copy(update=keys("n" * 40))
    both = house.settings.model_copy(update=keys(f"{'n' * 40},{secret_keys(old)[0].decode()}"))
    with Receiver() as receiver:
        await house.add(receiver)
        async with database.unit(writes=True) as unit:
            assert await reseal_secrets(Db(unit), secret_keys(both)) == (1, 0)
        async with database.unit(writes=True) as unit:
            assert await reseal_secrets(Db(unit), secret_keys(both)) == (0, 0)
        house.worker.work.settings = new
        await house.step(house.a_booking(), 0)
        await house.work()
        assert len(receiver.effects) == 1
        house.worker.work.settings = house.settings.model_copy(update=keys("x" * 40))
        await house.step(house.a_booking(), 0)
        await house.work()
    assert len(receiver.tries) == 1
    assert house.messages()[1]["last_error"] == "secret"
    async with database.unit(writes=True) as unit:
        assert await reseal_secrets(Db(unit), (b"x" * 40,)) == (0, 1)


def keys(text: str) -> dict[str, object]:
    """SECRET_KEY, as the settings hold it."""
    read = Settings(auth="dev", secret_key=text)
    return {"secret_key": read.secret_key}


async def test_a_day_is_what_the_old_secret_has_left(
    house: House, database: Database, rows: Rows
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver)
    async with database.unit(writes=True) as unit:
        ring = secret_keys(house.settings)
        await rotate_secret(Db(unit), added.id, secret_keys=ring, by=ADA, now=house.now)
    (row,) = rows("select former_until - now() as left from webhook_endpoints")
    assert timedelta(hours=23, minutes=59) < row["left"] <= timedelta(hours=24)
