"""A connection that is lost at the very commit: nobody is told a success that is not known."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import psycopg
import pytest

from mentorat.accounts.callers.dev_identity import dev_identity
from tests.faults.cutter import Cutter, Moment
from tests.faults.processes import figures
from tests.faults.site import Site
from tests.faults.svix import Message, post

DELIVERIES = 30


@pytest.fixture
def cutter(database_url: str) -> Iterator[Cutter]:
    """Between the web process and its database."""
    real = Path(str(psycopg.conninfo.conninfo_to_dict(database_url)["host"])) / ".s.PGSQL.5432"
    with (
        tempfile.TemporaryDirectory(prefix="mentorat-cutter-") as folder,
        Cutter(Path(folder), real) as opened,
    ):
        yield opened


@pytest.fixture
def cut_site(home: Path, database_url: str, cutter: Cutter) -> Iterator[Site]:
    """A web process that reaches its database through the cutter."""
    real, through = (quote(str(each), safe="") for each in (cutter.real.parent, cutter.folder))
    with Site(home, DATABASE_URL=database_url.replace(real, through)) as started:
        started.wait_until_ready()
        yield started


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_cut_commit_is_never_called_a_success_and_its_repeat_has_one_effect(
    cut_site: Site, cutter: Cutter, database_url: str, moment: Moment
) -> None:
    key = dev_identity(cut_site.home).webhook_key
    first: Counter[int] = Counter()
    again: Counter[str] = Counter()
    kept_after_cut = 0
    with cut_site.client() as client, psycopg.connect(database_url, autocommit=True) as look:
        for number in range(DELIVERIES):
            message = Message(f"msg_{number:03d}", f"user_{number:03d}", 1_700_000_000_000 + number)
            cutter.cut_next = moment
            first[post(client, message, key).status_code] += 1
            kept_after_cut += _effects(look, message)[0]
            again[_outcome(post(client, message, key))] += 1
            assert _effects(look, message) == (1, 1)
    figures(
        f"{cutter.cuts} commits cut {moment} the server had them: answers {dict(first)},"
        f" {kept_after_cut} kept all the same; sent again: {dict(again)}, one effect each"
    )
    assert cutter.cuts == DELIVERIES
    assert first == {503: DELIVERIES}
    assert kept_after_cut == (DELIVERIES if moment == "after" else 0)
    assert again == {"200 duplicate" if moment == "after" else "200 applied": DELIVERIES}


def _effects(look: psycopg.Connection[tuple[int]], message: Message) -> tuple[int, int]:
    """How many rows the ledger and the people have of this message."""
    ledger = "select count(*) from webhook_deliveries where id = %s"
    people = "select count(*) from users where id = %s and first_name = %s"
    written = look.execute(ledger, [message.id]).fetchone() or (0,)
    known = look.execute(people, [message.user_id, message.first_name]).fetchone() or (0,)
    return written[0], known[0]


def _outcome(answer: httpx2.Response) -> str:
    return f"{answer.status_code} {answer.json().get('outcome')}"
