"""`mentorat doctor` on a database in use: each trouble with what to do about it."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import SecretStr

from mentorat.cli.checkup import check_up
from mentorat.cli.finding import Finding
from mentorat.demo.people import PEOPLE
from mentorat.settings import Settings
from tests.builders import Rows
from tests.web.test_health import BEAT, LEFT

MESSAGE = (
    "insert into messages (id, recipient_id, topic, subject, body_text, body_html, created_at,"
    " failed_at) values (gen_random_uuid(), %s, gen_random_uuid()::text, 's', 't', 'h', %s, %s)"
)


def findings(settings: Settings, url: str) -> dict[str, list[Finding]]:
    told: dict[str, list[Finding]] = {}
    for one in check_up(settings, url):
        told.setdefault(one.subject, []).append(one)
    return told


def sent_by_smtp(settings: Settings) -> Settings:
    mail: Literal["smtp"] = "smtp"
    more: dict[str, Any] = {"mail": mail, "smtp_url": SecretStr("smtp://127.0.0.1:25")}
    return settings.model_copy(update=more)


def test_a_house_in_order_has_nothing_to_mend(
    settings: Settings, database_url: str, rows: Rows
) -> None:
    rows("insert into users (id, role) values ('user_ada', 'ADMIN')")
    rows(BEAT, 4)
    told = [one for ones in findings(sent_by_smtp(settings), database_url).values() for one in ones]
    assert {(one.verdict, one.remedy) for one in told} == {("ok", "")}


def test_each_trouble_is_told_with_its_remedy(
    settings: Settings, database_url: str, rows: Rows
) -> None:
    now = datetime.now(UTC)
    demo = PEOPLE[0].id
    rows("insert into users (id, role) values (%s, 'USER')", demo)
    rows("insert into users (id, role, banned) values ('user_banned', 'ADMIN', true)")
    rows("insert into users (id, role, deleted_at) values ('user_gone', 'ADMIN', now())")
    rows(LEFT, "todo", None, 900)
    rows(LEFT, "failed", None, 900)
    rows(MESSAGE, demo, now - timedelta(hours=2), None)
    rows(MESSAGE, demo, now - timedelta(days=5), now)
    for owner, trouble in ((demo, "server"), ("user_gone", "events 2027-06-08")):
        rows(
            "insert into busy_calendars (user_id, address_encrypted, masked, created_at, trouble)"
            " values (%s, 'x', 'https://…', now(), %s)",
            *(owner, trouble),
        )
    rows("insert into webhook_deliveries (id, type, outcome) values ('a', 'unusable', 'rejected')")
    told = findings(settings, database_url)
    assert {subject for subject in told if all(one.remedy for one in told[subject])} == set(told)
    assert {one.verdict for ones in told.values() for one in ones} == {"warn", "fail"}
    assert told["worker"][0].words == "none is running"
    assert [one.words[:20] for one in told["outbox"]] == [
        "1 message(s) wait, s",
        "1 message(s) were gi",
    ]
    for subject, words in (
        ("queue", "the oldest due job waits for 90"),
        ("jobs", "1 job(s) were given up"),
        ("mail", "MAIL=outbox: none of it reaches anybody"),
        ("operators", "nobody administers"),
        ("demo", "1 demo people"),
        ("calendars", "1 calendar(s)"),
        ("deliveries", "1 signed deliveries"),
    ):
        assert told[subject][0].words.startswith(words)
    rows(BEAT, 61)
    assert findings(settings, database_url)["worker"][0].words.startswith("silent for 6")
