"""An operator decides on the words they read, not on those that came after."""

import re

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_mentor, an_operator, change_offer, move, whoever
from tests.forms import sign_in

pytestmark = pytest.mark.anyio
DECISIONS = ({"step": "publish"}, {"step": "refuse", "reason": "Votre accroche est vide."})


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("what", ["the price", "the presentation"])
async def test_words_that_changed_since_they_were_read_are_read_again(
    client: httpx2.AsyncClient,
    database: Database,
    rows: Rows,
    clerk_key: RSAKey,
    decision: dict[str, str],
    what: str,
) -> None:
    mentor = await a_mentor(database)
    for step in ("refuse", "submit"):
        if step == "submit":
            await change_offer(database, mentor, rate_cents=4000)
        await move(database, mentor, step, reason="À reprendre")
    await sign_in(client, clerk_key, await an_operator(database))
    page = f"/admin/mentors/{mentor}"
    read = dict(re.findall(r'name="(\w+)" value="([^"]*)"', (await client.get(page)).text))
    if what == "the price":
        await change_offer(database, mentor, rate_cents=90000)
    else:
        async with database.unit(writes=True) as unit:
            words = {"bio": "Appelez-moi plutôt au 06 00 00 00 00"}
            await edit_me(Db(unit), words, viewer=whoever(mentor, "MENTOR"), now=MONDAY)
    form = {"csrf_token": read["csrf_token"], "seen": read["seen"]}
    refused = await client.post(page, data={**form, **decision})
    assert refused.status_code == 409
    assert "Relisez-le avant de décider" in refused.text
    assert rows("select status::text from mentor_profiles") == [{"status": "submitted"}]
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', refused.text))
    decided = await client.post(page, data={**form, "seen": again["seen"], **decision})
    assert decided.status_code == 303
