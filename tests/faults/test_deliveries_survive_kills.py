"""What was acknowledged to Clerk stays, whatever is killed, whenever."""

import random
import time
from collections import Counter
from pathlib import Path

import psycopg

from mentorat.accounts.callers.dev_identity import dev_identity
from mentorat.db.embedded import local_server
from tests.faults.processes import figures, kill_kind, wait_until_gone
from tests.faults.site import Site, run_mentorat
from tests.faults.svix import Message, Sender

CHAOS_SECONDS = 40.0
PATIENCE_SECONDS = 100.0
SENDERS = 6
VICTIMS = ("web", "web", "postmaster", "keeper", "keeper and postmaster", "all")


def test_acknowledged_deliveries_are_applied_exactly_once_through_any_kill(home: Path) -> None:
    run_mentorat(home, "db", "upgrade")
    key = dev_identity(home).webhook_key
    with Site(home) as site, site.client() as client:
        senders = [Sender(client, key, number, PATIENCE_SECONDS) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        kills = _chaos(site)
        site.wait_until_ready()
        for sender in senders:
            sender.stop.set()
        for sender in senders:
            sender.join(90)
        answers = sum((sender.answers for sender in senders), Counter[str]())
        repeats = sum((sender.repeats for sender in senders), Counter[str]())
        acknowledged = [message for sender in senders for message in sender.acknowledged]
        assert [message for sender in senders for message in sender.abandoned] == []
        with local_server(home) as url:
            wrong = _wrong(url, acknowledged)
    gone = wait_until_gone(home)
    figures(
        f"{len(acknowledged) - len(wrong)} of {len(acknowledged)} acknowledged deliveries applied"
        f" exactly once, {sum(kills.values())} kills {dict(kills)}, answers {dict(answers)},"
        f" {sum(repeats.values())} repeats, seed {site.port}, all processes gone {gone:.1f} s after the last user"
    )
    assert wrong == []
    assert len(acknowledged) > 100
    assert min(kills[kind] for kind in ("web", "postmaster", "keeper")) > 0
    assert not {status for status in answers if status.isdigit()} - {"200", "503"}


def _chaos(site: Site) -> Counter[str]:
    """Kill something every second or two; how often what was killed."""
    site.wait_until_ready()
    dice = random.Random(site.port)
    kills: Counter[str] = Counter()
    deadline = time.monotonic() + CHAOS_SECONDS
    while time.monotonic() < deadline:
        time.sleep(dice.uniform(0.6, 2.2))
        victim = dice.choice(VICTIMS)
        for kind in ("keeper", "postmaster"):
            if kind in victim or victim == "all":
                kills[kind] += kill_kind(site.home, kind)
        if victim in {"web", "all"}:
            site.restart()
            kills["web"] += 1
    return kills


def _wrong(url: str, acknowledged: list[Message]) -> list[str]:
    """Every acknowledged message that is not in the ledger, and everybody who is not at the
    newest version that was acknowledged."""
    newest: dict[str, Message] = {}
    for message in acknowledged:
        known = newest.get(message.user_id, message)
        newest[message.user_id] = max(known, message, key=lambda found: found.version)
    with psycopg.connect(url) as connection:
        ledger = Counter(
            str(written)
            for written, outcome in connection.execute("select id, outcome from webhook_deliveries")
            if outcome in {"applied", "stale"}
        )
        people = connection.execute(
            "select user_id, version, first_name, email from clerk_identities"
            " join users on users.id = user_id"
        ).fetchall()
    expected = {
        (each.user_id, each.version, each.first_name, f"{each.user_id}@faults.example")
        for each in newest.values()
    }
    missing = [message.id for message in acknowledged if ledger[message.id] != 1]
    unasked = ledger.keys() - {message.id for message in acknowledged}
    return [*missing, *unasked, *(str(row) for row in expected ^ set(people))]
