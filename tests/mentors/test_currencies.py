"""Money as each currency counts it: what may be written, what is paid, and when it may change."""

import asyncio
import math
from fractions import Fraction
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.bookings.policies import due_after_absence, session_price
from mentorat.db.pool import Database
from mentorat.mentors.currencies import rate_cents_max, smallest_cents
from tests import people
from tests.builders import EVERY_DAY, Rows, a_mentor, open_on
from tests.fakes.clerk_tokens import bearer
from tests.onboarding.test_me import PROFILE, WEEK
from tests.people import Pair, book, code_of

clock, pair = people.clock, people.pair
CODES = ("EUR", "TND", "JPY", "XOF", "KWD", "IDR")
ACCEPTED = [(1_000_000, "EUR"), (1_000_000, "XOF"), (1_500_000, "JPY"), (50_000_000, "IDR")]
ACCEPTED += [(1_000_000, "NGN"), (5_000_000, "KRW"), (12_000, "MAD"), (200_000_000, "VND")]
TOO_MUCH = [(1_000_001, "EUR"), (90_000_000, "EUR"), (90_000_000, "CHF"), (268_435_456, "VND")]
NOT_WHOLE = [(4550, "JPY"), (1, "XOF"), (150_075, "KRW")]


@given(st.integers(0, 268_435_455), st.integers(5, 480), st.sampled_from(CODES))
def test_a_price_is_rounded_half_up_in_the_smallest_unit_of_its_currency(
    rate: int, minutes: int, currency: str
) -> None:
    unit = 100 if currency in {"JPY", "XOF"} else 1
    exact = Fraction(rate * minutes, 60 * unit)
    price = session_price(rate, minutes, currency)
    assert price == math.floor(exact + Fraction(1, 2)) * unit
    half = due_after_absence(price, currency, is_mentor_absent=True, is_mentee_absent=True)
    assert half == math.floor(Fraction(price, 2 * unit) + Fraction(1, 2)) * unit
    assert half <= price <= 2**31 - 1


def test_what_an_hour_may_cost_is_about_ten_thousand_euros_in_every_currency() -> None:
    assert rate_cents_max("EUR") == rate_cents_max("GBP") == 1_000_000
    assert rate_cents_max("XOF") >= 100 * 2_000_000  # 3,000 euros
    assert {smallest_cents(code) for code in ("EUR", "TND", "USD")} == {1}


def put(rate: int, currency: str, **more: Any) -> dict[str, Any]:
    return {**PROFILE, "availability": WEEK, "hourlyRateCents": rate, "currency": currency, **more}


@pytest.mark.anyio
async def test_a_rate_is_written_in_what_its_currency_has(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = bearer(clerk_key, await a_mentor(database))

    async def answer(rate: int, currency: str) -> httpx2.Response:
        path = "/api/me/mentor-profile"
        return await client.put(path, json=put(rate, currency), headers=mentor)

    for rate, currency in ACCEPTED:
        assert (await answer(rate, currency)).status_code == 200, (rate, currency)
    for cases, code in ((TOO_MUCH, "rate_too_high"), (NOT_WHOLE, "no_cents")):
        for rate, currency in cases:
            refused = await answer(rate, currency)
            (problem,) = refused.json()["errors"]
            assert (problem["pointer"], problem["code"]) == ("/hourlyRateCents", code)
            assert currency in problem["message"]


@pytest.mark.anyio
async def test_no_session_costs_half_a_yen(pair: Pair, rows: Rows, database: Database) -> None:
    week = open_on(EVERY_DAY, ("09:00", "17:00"), slotMinutes=30)
    mentor = await a_mentor(database, rate_cents=6700, currency="JPY", availability=week)
    made = await book(pair.client, mentor, pair.mentee)
    assert made.json()["priceCents"] == 3400


@pytest.mark.anyio
async def test_of_a_booking_and_a_change_of_currency_at_once_no_promise_is_left_behind(
    pair: Pair, rows: Rows
) -> None:
    asked = [f"2027-06-{day:02}T08:00:00Z" for day in range(8, 12)]
    change = pair.client.put("/api/me/mentor-profile", json=put(4500, "CHF"), headers=pair.mentor)
    bookings = [book(pair.client, pair.mentor_id, pair.mentee, at) for at in asked]
    changed, *_ = await asyncio.gather(change, *bookings)
    profile = rows("select currency from mentor_profiles where user_id = %s", pair.mentor_id)
    live = rows("select distinct currency from bookings")
    if changed.status_code == 200:
        assert live in ([], profile)
    else:
        assert code_of(changed) == (409, "currency_in_use")
        assert live == profile == [{"currency": "EUR"}]
