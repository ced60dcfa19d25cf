"""docs/webhooks.md works as it is written; `make test-clients` runs its commands and its TypeScript."""

import json
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mentorat.bookings.transitions import HAPPENED
from mentorat.webhooks.payloads import SUBSCRIPTIONS, TEST
from tests.faults.site import free_port
from tests.webhooks.receiver import Receiver
from tests.webhooks.telling import House

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The one block in that language."""
    (found,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)
    return str(found)


def test_every_type_is_explained() -> None:
    told = {*SUBSCRIPTIONS, TEST, *(f"booking.{word}" for word in HAPPENED.values())}
    assert {type_ for type_ in told if f"`{type_}`" not in PAGE} == set()


@pytest.mark.parametrize(("language", "name"), [("ts", "receiver.ts"), ("python", "receiver.py")])
def test_what_the_page_shows_is_what_is_run(language: str, name: str) -> None:
    assert block(language) == (ROOT / "clients" / "webhooks" / name).read_text(encoding="utf-8")


@pytest.mark.anyio
async def test_the_receiver_in_python_verifies_and_acts_once(house: House, tmp_path: Path) -> None:
    (tmp_path / "receiver.py").write_text(block("python"), encoding="utf-8")
    port = free_port()
    added = await house.add(Receiver(port=port))
    environment = {"WEBHOOK_SECRET": added.secret, "PORT": str(port)}
    command = [sys.executable, str(tmp_path / "receiver.py")]
    with (tmp_path / "out").open("w") as out:
        program = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
    try:
        await arrived(house)
    finally:
        program.kill()
        program.wait(10)
    lines = (tmp_path / "out").read_text().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["booking.requested"]
    assert json.loads(lines[0].partition(" ")[2]).keys() == json.loads(block("json"))["data"].keys()


async def arrived(house: House) -> None:
    """A booking's first step, and the same once more."""
    await house.step(house.a_booking(), 0)
    began = time.monotonic()
    while not (sent := house.messages()) or sent[0]["delivered_at"] is None:
        assert time.monotonic() - began < 20, sent
        house.rows("update webhook_messages set next_try_at = null")
        await house.later(timedelta())
    house.rows("update webhook_messages set delivered_at = null, next_try_at = null")
    await house.later(timedelta())
    assert house.messages()[0]["last_status"] == 204
