"""Operators add programs that are told what happens, try them out, and see what became of it."""

import re
from html import unescape

import httpx2
import pytest

from mentorat.webhooks.refusals import ENDPOINTS_MAX
from tests import people
from tests.builders import MONDAY, Rows
from tests.forms import submit, typed

pytestmark = pytest.mark.anyio
clock = people.clock
HOME = "/admin/webhooks"
ADDRESS = "https://other.example/hook?of=mentorat"
WISH: dict[str, str | list[str]] = {"address": ADDRESS, "types": ["booking.*", "user.left"]}
SECRET = re.compile(r'value="(whsec_[^"]+)"')
MESSAGE = (
    "insert into webhook_messages (endpoint_id, event_id, type, subject, body, created_at, due_since,"
    " failed_at, delivered_at, attempts, last_status, last_milliseconds, last_error, last_answer)"
    " values (%s, gen_random_uuid(), 'booking.moved', 's', '{\"type\": 1}', %s, %s, %s, %s, 7, 503,"
    " 1234, 'status', '<b>en panne</b>') returning id"
)


async def added(desk: httpx2.AsyncClient, rows: Rows) -> str:
    """The page of an endpoint that was just added."""
    answer = await submit(desk, HOME, WISH)
    assert answer.status_code == 200, answer.text
    (row,) = rows("select id from webhook_endpoints")
    return f"{HOME}/{row['id']}"


def audited(rows: Rows) -> list[str]:
    found = rows("select action from audit_events where action ~ '^webhook' order by id")
    return [row["action"].removeprefix("webhook.") for row in found]


async def test_a_webhook_is_added_and_its_secret_shown_this_once(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    answer = await submit(desk, HOME, WISH)
    assert len(SECRET.findall(unescape(answer.text))) == 1
    (row,) = rows("select id, address, types from webhook_endpoints")
    assert {"address": row["address"], "types": row["types"]} == WISH
    page = (await desk.get(f"{HOME}/{row['id']}")).text
    assert ADDRESS in page
    assert "whsec_" not in page
    assert ADDRESS in (await desk.get(HOME)).text
    assert audited(rows) == ["added"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({**WISH, "address": "http://other.example/hook"}, "https://."),
        ({**WISH, "address": "https://10.0.0.7/hook"}, "un site public"),
        ({**WISH, "address": "http://127.0.0.1:9000/hook"}, "https://."),
        ({**WISH, "types": []}, "au moins un"),
        ({**WISH, "types": ["user.passwords"]}, "n'existe pas"),
    ],
)
async def test_an_address_of_our_own_network_or_an_unknown_event_is_refused_and_kept_typed(
    desk: httpx2.AsyncClient, rows: Rows, wish: dict[str, str | list[str]], sentence: str
) -> None:
    answer = await submit(desk, HOME, wish)
    assert answer.status_code == 422
    assert sentence in typed(answer.text)
    assert str(wish["address"]) in unescape(answer.text)
    assert rows("select 1 from webhook_endpoints") == []


async def test_there_are_twenty_at_most_so_that_each_has_its_place(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    for _ in range(ENDPOINTS_MAX):
        assert (await submit(desk, HOME, WISH)).status_code == 200
    assert (await submit(desk, HOME, WISH)).status_code == 409


async def test_each_decision_is_taken_told_and_audited(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    page = await added(desk, rows)
    for do in ("test", "pause", "resume"):
        done = await submit(desk, page, {"do": do})
        assert done.headers["location"] == f"{page}?done={do}"
        assert 'role="status"' in (await desk.get(f"{page}?done={do}")).text
        paused = rows("select paused_at is not null as is from webhook_endpoints")
        assert paused == [{"is": do == "pause"}]
    rotated = await submit(desk, page, {"do": "rotate"})
    assert SECRET.search(unescape(rotated.text))
    assert "whsec_" not in (await desk.get(page)).text
    assert rows("select type from webhook_messages") == [{"type": "webhook.test"}]
    gone = await submit(desk, page, {"do": "remove"})
    assert gone.headers["location"] == f"{HOME}?done=remove"
    assert (await desk.get(page)).status_code == 404
    assert (await desk.post(page, data={"do": "pause"})).status_code == 403
    assert audited(rows) == ["added", "tested", "paused", "resumed", "rotated", "removed"]


async def test_what_failed_is_seen_on_the_desk_and_sent_again_or_erased(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    page = await added(desk, rows)
    endpoint_id = page.rpartition("/")[2]
    again, gone, old = (
        rows(MESSAGE, endpoint_id, MONDAY, MONDAY, MONDAY, None)[0]["id"] for _ in range(3)
    )
    rows(
        "update webhook_messages set failed_at = %s - interval '4 days' where id = %s", MONDAY, old
    )
    shown = (await desk.get(f"{page}?lang=en")).text
    for words in ("booking.moved", "503", "1234 ms", "&lt;b&gt;en panne&lt;/b&gt;"):
        assert words in shown
    assert "3 deliveries or receivers" in (await desk.get("/admin?lang=en")).text
    await submit(desk, page, {"do": "drop", "message": str(gone)})
    await submit(desk, page, {"do": "replay_failed", "hours": "72"})
    left = rows("select id, failed_at is null as waits from webhook_messages order by id")
    assert left == [{"id": again, "waits": True}, {"id": old, "waits": False}]
    await submit(desk, page, {"do": "replay", "message": str(old)})
    assert rows("select 1 from webhook_messages where failed_at is not null") == []
    refused = await submit(desk, page, {"do": "replay_failed"})
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert audited(rows) == ["added", "dropped", "replayed", "replayed"]
    jobs = rows("select task_name from procrastinate_jobs where queue_name = 'webhooks'")
    assert jobs == [{"task_name": "deliver_webhooks"}]


async def test_a_message_of_another_endpoint_is_none_of_this_one(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    first = await added(desk, rows)
    message = rows(MESSAGE, first.rpartition("/")[2], MONDAY, MONDAY, MONDAY, None)[0]["id"]
    await submit(desk, HOME, WISH)
    other = rows("select id from webhook_endpoints order by id desc limit 1")[0]["id"]
    for do in ("replay", "drop"):
        answer = await submit(desk, f"{HOME}/{other}", {"do": do, "message": str(message)})
        assert answer.status_code == 409
