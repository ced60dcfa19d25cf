"""Whatever stands in an address, no reader meets a mistake of ours."""

import asyncio
import contextlib
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.app import create_app
from mentorat.app.routes import API, PAGES
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows, a_booking, a_mentor, a_student, an_operator
from tests.conftest import browser_of
from tests.examples import examples
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in
from tests.people import StillClock

MENTOR = "user_3FbMentor0000000000000001"
ROUTES = sorted(
    {path for handler in (*API, *PAGES) if "GET" in handler.http_methods for path in handler.paths}
)
NAMES = (
    *("page", "limit", "cursor", "from", "to", "q", "skill", "language", "price", "free", "day"),
    *("part", "at", "timezone", "lang", "next", "slot", "status", "which", "person", "done", "v"),
    *("date", "time", "mentor", "role", "saved", "new", "cancelled", "left", "moved", "fresh"),
    *("slug", "signed-out", "csrf_token", "__clerk_handshake", "never.heard.of"),
)
ODD = st.sampled_from(
    (
        *(
            "9" * 5000,
            "-1",
            "0",
            "1e999",
            "²",
            "٣",
            "nan",
            "1_000",
            "+5",
            "true",
            "null",
            "[]",
            "{}",
        ),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-06-07T09:00:60Z"),
        *("0001-01-01", "9999-12-31", "2027-02-30", "24:00", "99:99", "Europe/../etc", "UTC"),
        *(
            "W10",
            "bnVsbA",
            "WzEsMiwzXQ",
            "YWhlYWR8MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHw",
            "=",
            "====",
        ),
        *("EUR-99999", "XXX-1", "published", "ahead", "\u2028", "é" * 3000, "'; select 1 --", "%s"),
        *("01976000-0000-7000-8000-000000000000", "..", "\\", "//evil.example", "🧑‍🏫", "\ufffe"),
    )
)
TEXTS = st.one_of(ODD, st.text(max_size=30)).map(
    lambda text: quote(text, safe="", errors="replace")
)
BYTES = st.sampled_from(("%00", "a%00b", "%FF", "%ED%A0%80", "%C3%28", "%F8%88%80%80%80", "%"))
VALUES = st.one_of(TEXTS, TEXTS, BYTES)
ASKED = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4)


class Readers:
    """A stranger, a mentor and an operator at one site, each with their browser."""

    def __init__(self, settings: Settings, database_url: str, key: RSAKey, rows: Rows) -> None:
        self._runner = asyncio.Runner()
        self._database = Database(database_url, size=3)
        app = create_app(settings, self._database, clock=StillClock())
        self._browsers = [browser_of(app) for _ in range(3)]
        self._runner.run(self._arrive(key, rows))

    async def _arrive(self, key: RSAKey, rows: Rows) -> None:
        await self._database.open()
        mentor = await a_mentor(self._database, id=MENTOR)
        operator = await an_operator(self._database)
        start = StillClock()()
        self.booking = a_booking(rows, mentor, start, mentee_id=await a_student(self._database))
        for browser, who in zip(self._browsers[1:], (mentor, operator), strict=True):
            await sign_in(browser, key, who)
            browser.headers |= bearer(key, who) if who == mentor else {}

    def get(self, who: int, address: str, **headers: bytes) -> httpx2.Response:
        """What one of them is answered."""
        sent = {name.encode(): value for name, value in headers.items()}
        return self._runner.run(self._browsers[who].get(address, headers=sent))

    def close(self) -> None:
        self._runner.run(self._database.close())
        self._runner.close()


@pytest.fixture
def readers(
    settings: Settings, database_url: str, clerk_key: RSAKey, rows: Rows
) -> Iterator[Readers]:
    with contextlib.closing(Readers(settings, database_url, clerk_key, rows)) as found:
        yield found


def test_no_address_of_any_page_or_document_is_a_mistake_of_ours(readers: Readers) -> None:
    @hypothesis_settings(
        max_examples=examples(300),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.sampled_from(ROUTES), st.integers(0, 2), ASKED, VALUES, st.booleans())
    @example("/admin/bookings", 2, [("page", "9" * 5000)], "", True)
    @example("/admin/mentors", 2, [("page", "9" * 5000)], "", True)
    @example("/api/bookings", 1, [("limit", "5"), ("limit", "6")], "", True)
    def ask(route: str, who: int, asked: list[tuple[str, str]], part: str, known: bool) -> None:
        parts = {"mentor_id": MENTOR, "booking_id": readers.booking}
        path = route
        while "{" in path:
            head, _, rest = path.partition("{")
            name, _, tail = rest.partition("}")
            path = head + (parts.get(name.partition(":")[0], part) if known else part) + tail
        query = "&".join(f"{name}={value}" for name, value in asked)
        answer = readers.get(who, f"{path}?{query}" if query else path)
        is_told = path == "/health/worker"  # 503: no worker lives in this test
        assert answer.status_code < 500 or is_told, (path, query, answer.status_code)

    ask()


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%FF", "%ED%A0%80", "%C3%28"])
def test_what_is_no_text_is_refused_wherever_it_stands(readers: Readers, odd: str) -> None:
    for path in (
        "/mentors?q=",
        "/api/mentors?q=",
        "/api/mentors/facets?cursor=",
        "/api/bookings?cursor=",
    ):
        assert readers.get(1, f"{path}{odd}").status_code == 422
    for path in ("/mentors", "/api/mentors", "/api/bookings", f"/api/mentors/{MENTOR}/slots"):
        assert readers.get(1, f"{path}?{odd}=1").status_code == 422
    for path in (f"/mentors/{odd}", f"/api/mentors/{odd}/slots", f"/static/{odd}", f"/{odd}"):
        assert readers.get(1, path).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["mentorat_zone", "mentorat_locale", "__Host-mentorat_session", "__session", "__client_uat"],
)
@pytest.mark.parametrize(
    "value", ["%00", "%FF", "\xff\xfe", "9" * 5000, '"a\\', "e30.e30.e30", "=;=", "é"]
)
def test_an_odd_cookie_is_no_cookie(readers: Readers, name: str, value: str) -> None:
    cookie = f"{name}={value}; {name}={value}x".encode("latin-1")
    for path in ("/", "/mentors", "/api/me"):
        assert readers.get(0, path, Cookie=cookie).status_code in {200, 303, 307, 401}


def test_what_stands_twice_where_one_is_meant_is_named(readers: Readers) -> None:
    for path in ("/api/bookings?limit=5&limit=6", "/api/mentors?q=a&q=b"):
        assert readers.get(1, path).status_code == 422
    slots = f"/api/mentors/{MENTOR}/slots?from=2027-06-07T00:00:00Z"
    assert readers.get(1, f"{slots}&from=2027-06-08T00:00:00Z").status_code == 422
