"""The development identity: whoever clicks is anybody, on this machine and nowhere else."""

import re
from pathlib import Path

import httpx2
import pytest

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.builders import Rows, a_person
from tests.conftest import Built, browser_of

pytestmark = pytest.mark.anyio
ADA = "user_demoAdaRenaud"
HERE = "http://127.0.0.1:8000"
THROUGH_A_PROXY = (
    {"X-Forwarded-For": "203.0.113.9"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "mentorat.example"},
    {"X-Forwarded-Anything": ""},
    {"X-Real-IP": "203.0.113.9"},
    {"Forwarded": "for=203.0.113.9"},
    {"Via": "1.1 edge"},
)
ADDRESSES = ("/", "/health/live", "/dev/sign-in", "/dev/mail", "/api/me", "/nowhere")


@pytest.fixture
def development(built: Built, dev_settings: Settings, database: Database) -> Edge:
    return attach(built("dev"), dev_settings, database)


def visitor(app: Edge, **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=HERE, headers=headers)


async def become(browser: httpx2.AsyncClient, user_id: str) -> str:
    page = await browser.get("/dev/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"csrf_token": token[1], "userId": user_id}
    answer = await browser.post("/dev/sign-in", data=form)
    assert answer.status_code == 303
    (secret,) = (value for name, value in browser.cookies.items() if name.endswith("session"))
    return str(secret)


@pytest.mark.parametrize("headers", THROUGH_A_PROXY, ids=lambda headers: next(iter(headers)))
async def test_who_came_through_a_proxy_is_answered_nothing(
    development: Edge, headers: dict[str, str]
) -> None:
    async with visitor(development, **headers) as stranger:
        for address in ADDRESSES:
            for method in ("GET", "POST", "HEAD", "OPTIONS"):
                assert (await stranger.request(method, address)).status_code == 421


@pytest.mark.parametrize("host", ["mentorat.example", "192.0.2.7:8000", "127.0.0.1.evil.example"])
async def test_another_host_than_this_machine_is_answered_nothing(
    development: Edge, host: str
) -> None:
    async with visitor(development, Host=host) as stranger:
        for address in ADDRESSES:
            assert (await stranger.get(address)).status_code == 421


async def test_a_real_site_behind_its_proxy_answers(app: Edge) -> None:
    async with browser_of(app, **{"X-Forwarded-For": "203.0.113.9"}) as somebody:
        assert (await somebody.get("/health/live")).status_code == 200


async def test_a_click_of_development_opens_nothing_once_people_are_real(
    built: Built, development: Edge, settings: Settings, database: Database, rows: Rows
) -> None:
    """The very cookie of one database: it counts while AUTH=dev vouches, and never for Clerk."""
    await a_person(database, id=ADA)
    async with visitor(development) as browser:
        secret = await become(browser, ADA)
        assert (await browser.get("/api/me")).status_code == 200
    rows("update users set role = 'ADMIN'")
    real = attach(built("clerk"), settings, database)
    async with browser_of(real, Cookie=f"__Host-mentorat_session={secret}") as browser:
        assert (await browser.get("/api/me")).status_code == 401
        assert (await browser.get("/admin")).status_code in {303, 401}


async def test_a_session_counts_for_the_instance_of_clerk_that_vouched(
    client: httpx2.AsyncClient, rows: Rows, development: Edge, database: Database
) -> None:
    """The other way about, and of what stood before sessions named their issuer."""
    await a_person(database, id=ADA)
    async with visitor(development) as browser:
        await become(browser, ADA)
        for issuer in ("https://other.accounts.dev", ""):
            rows("update auth_sessions set issuer = %s", issuer)
            assert (await browser.get("/api/me")).status_code == 401
    assert (await client.get("/api/me")).status_code == 401


async def test_who_signs_up_in_development_is_of_the_demo(
    development: Edge, rows: Rows, tmp_path: Path
) -> None:
    del tmp_path
    async with visitor(development) as browser:
        page = await browser.get("/dev/sign-in")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token
        form = {"firstName": "Lou", "lastName": "Petit", "email": "lou@courrier.example"}
        answer = await browser.post("/dev/sign-in", data={"csrf_token": token[1], **form})
        assert answer.status_code == 303
    (person,) = rows("select id from users")
    assert person["id"].startswith("user_demo")
