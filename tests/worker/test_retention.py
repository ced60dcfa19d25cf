"""Nothing grows without bound: each table is pruned, or kept for a reason that is written down."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from mentorat.worker.retention import BATCH, PERMANENT, PRUNED, RetentionRule
from tests.builders import Rows
from tests.working import Worker

pytestmark = pytest.mark.anyio
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
BOOKING = "01976000-0000-7000-8000-000000000000"
A_WEBHOOK = (
    "with endpoint as (insert into webhook_endpoints (id, address, types, secret_encrypted, created_at)"
    " values (gen_random_uuid(), 'https://a.example', '{{}}', '', now()) returning id)"
    " insert into webhook_messages (endpoint_id, event_id, type, subject, body, due_since, {})"
    " select id, gen_random_uuid(), 't', 's', '{{}}', now(), %s, {} from endpoint"
)
# A row whose age is the instant; of every rule one, by its table and what it counts from.
LAID = {
    "auth_sessions, it expired": "insert into auth_sessions (id, secret_hash, user_id, clerk_session_id,"
    " created_at, seen_at, expires_at) select id, id::text::bytea, 'user_x', 's', now(), now(), %s"
    " from (select gen_random_uuid() as id) as one",
    "auth_sessions, it was used": "insert into auth_sessions (id, secret_hash, user_id,"
    " clerk_session_id, created_at, seen_at, expires_at) select id, id::text::bytea, 'user_x', 's',"
    " now(), %s, now() + interval '1 day' from (select gen_random_uuid() as id) as one",
    "ended_clerk_sessions, it ended": "insert into ended_clerk_sessions (id, ended_at)"
    " values (gen_random_uuid()::text, %s)",
    "request_counts, its minute began": "insert into request_counts (key, began_at, requests)"
    " values (gen_random_uuid()::text, %s, 1)",
    "idempotency_keys, it was sent": "insert into idempotency_keys (user_id, key, request_digest, body,"
    " created_at) values ('user_x', gen_random_uuid()::text, '', '', %s)",
    "webhook_deliveries, it came": "insert into webhook_deliveries (id, type, outcome, received_at)"
    " values (gen_random_uuid()::text, 'user.updated', 'applied', %s)",
    "events, it happened": "insert into events (id, happened_at, kind, subject, actor)"
    " values (gen_random_uuid(), %s, 'user.changed', 'user_x', 'user_x')",
    "messages, it was sent, given up or dropped": "insert into messages (id, recipient_id, topic,"
    " subject, body_text, body_html, created_at, sent_at) values (gen_random_uuid(), 'user_x',"
    " gen_random_uuid()::text, 's', 't', 'h', now() - interval '120 days', %s)",
    "move_proposals, it was answered or lapsed": "insert into move_proposals (id, booking_id,"
    " proposed_by, starts_at, proposed_at, expires_at, closed_at) values (gen_random_uuid(),"
    f" '{BOOKING}', 'user_x', date_trunc('minute', now()), now(), now(), %s)",
    "preview_links, it expired": "with post as (insert into posts (id, author_id, pair_id, language,"
    " status_at, created_at, updated_at) values (gen_random_uuid(), 'user_x', gen_random_uuid(), 'fr',"
    " now(), now(), now()) returning id) insert into preview_links (digest, post_id, made_at,"
    " expires_at) select gen_random_uuid()::text, id, now(), %s from post",
    "search_alerts, it was asked": "insert into search_alerts (id, member_id, criteria, looked_at,"
    " asked_at) values (gen_random_uuid(), 'user_x', gen_random_uuid()::text, now(), %s)",
    "webhook_messages, it was delivered": A_WEBHOOK.format("delivered_at, created_at", "now()"),
    "webhook_messages, it was written": A_WEBHOOK.format("created_at, delivered_at", "null"),
    "procrastinate_jobs, it was done": "insert into procrastinate_jobs (queue_name, task_name, status,"
    " scheduled_at) values ('events', 'x', 'succeeded', %s)",
    "procrastinate_jobs, it was given up": "insert into procrastinate_jobs (queue_name, task_name,"
    " status, scheduled_at) values ('events', 'x', 'failed', %s)",
}


def named(rule: RetentionRule) -> str:
    return f"{rule.table}, {rule.since}"


def test_every_table_is_pruned_or_kept_for_a_reason_and_the_operators_read_it(rows: Rows) -> None:
    found = rows(
        "select relname from pg_class where relkind in ('r', 'p')"
        " and relnamespace = 'public'::regnamespace"
    )
    told = [rule.table for rule in PERMANENT]
    assert {*told, *(rule.table for rule in PRUNED)} == {row["relname"] for row in found}
    assert {*told}.isdisjoint(rule.table for rule in PRUNED)
    assert all(rule.because for rule in PERMANENT)
    page = OPERATIONS.read_text(encoding="utf-8")
    missing = {row["relname"] for row in found if f"`{row['relname']}`" not in page}
    assert missing == set()
    assert {named(rule) for rule in PRUNED} == {*LAID}


@pytest.mark.parametrize("rule", PRUNED, ids=named)
async def test_an_old_row_goes_and_a_young_one_stays(
    database: Database, rows: Rows, rule: RetentionRule
) -> None:
    now = datetime.now(UTC)
    rows("insert into users (id) values ('user_x'), ('user_y')")
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,"
        " blocked_until, status) select %s, 'user_x', 'user_y', at, at + interval '1 hour',"
        " at, at + interval '1 hour', 'completed' from date_trunc('minute', now()) as at",
        BOOKING,
    )
    old, young = now - rule.kept - timedelta(minutes=1), now - rule.kept + timedelta(minutes=1)
    for instant in (old, young):
        rows(LAID[named(rule)], instant)
    async with database.unit(writes=True) as unit:
        assert await rule.prune(Db(unit), now=now) == 1
    (kept,) = rows(f"select row_to_json({rule.table})::text as row from {rule.table}")
    assert young.strftime("%Y-%m-%dT%H:%M:%S") in kept["row"]


async def test_the_hourly_clean_up_follows_every_rule_to_its_last_batch(
    database: Database, settings: Settings, rows: Rows
) -> None:
    rows("insert into users (id) values ('user_x')")
    rows(
        "insert into idempotency_keys (user_id, key, request_digest, body, created_at) select"
        " 'user_x', n::text, '', '', now() - interval '49 hours' from generate_series(0, %s) as n",
        BATCH,
    )
    await Worker(settings, database).do(TIDY)
    assert rows("select count(*) as n from idempotency_keys") == [{"n": 0}]
