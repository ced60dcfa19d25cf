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
ADDRESSES = ("/", "/health/live", "/dev/sign-in", "/dev/token", "/dev/mail", "/api/me", "/nowhere")
NEXT_DOOR = "http://127.0.0.1:3000/mentors/7?slot=1"
NOT_NEXT_DOOR = (
    "http://localhost:3000/",  # another name: our cookie does not go there
    "https://127.0.0.1:3000/",
    "http://127.0.0.1/",
    "http://127.0.0.1:3000@evil.example/",
    "http://127.0.0.1:3000.evil.example/",
    "http://127.0.0.1:3000/\\evil.example",
    "//127.0.0.1:3000/",
    "http://evil.example:3000/",
)


@pytest.fixture
def development(built: Built, dev_settings: Settings, database: Database) -> Edge:
    return attach(built("dev"), dev_settings, database)


def visitor(app: Edge, **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=HERE, headers=headers)


async def click(browser: httpx2.AsyncClient, user_id: str, **form: str) -> httpx2.Response:
    page = await browser.get("/dev/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    sent = {"csrf_token": token[1], "userId": user_id, **form}
    answer = await browser.post("/dev/sign-in", data=sent)
    assert answer.status_code == 303
    return answer


async def become(browser: httpx2.AsyncClient, user_id: str) -> str:
    await click(browser, user_id)
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


async def test_who_signs_in_for_a_front_end_next_door_goes_back_to_it(
    development: Edge, database: Database
) -> None:
    await a_person(database, id=ADA)
    async with visitor(development) as browser:
        page = await browser.get("/dev/sign-in", params={"next": NEXT_DOOR})
        policy = page.headers["content-security-policy"]
        assert "form-action 'self' http://127.0.0.1:3000;" in policy
        answer = await click(browser, ADA, next=NEXT_DOOR)
        assert answer.headers["location"] == NEXT_DOOR


@pytest.mark.parametrize("elsewhere", NOT_NEXT_DOOR)
async def test_nobody_is_led_anywhere_else(
    development: Edge, database: Database, elsewhere: str
) -> None:
    await a_person(database, id=ADA)
    async with visitor(development) as browser:
        page = await browser.get("/dev/sign-in", params={"next": elsewhere})
        assert "form-action 'self';" in page.headers["content-security-policy"]
        answer = await click(browser, ADA, next=elsewhere)
        assert answer.headers["location"] == "/"


async def test_a_front_end_next_door_is_given_the_tokens_of_who_is_signed_in_and_no_longer(
    development: Edge, database: Database
) -> None:
    await a_person(database, id=ADA)
    as_program = {"Accept": "application/json"}
    async with visitor(development) as browser, visitor(development) as front_end:
        assert (await browser.get("/dev/token", headers=as_program)).status_code == 401
        await become(browser, ADA)
        answer = await browser.get("/dev/token", headers=as_program)
        bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
        me = await front_end.get("/api/me", headers=bearer)
        assert me.json()["id"] == ADA
        assert (await front_end.post("/auth/sign-out", headers=bearer)).status_code == 303
        assert (await front_end.get("/api/me", headers=bearer)).status_code == 401
        assert (await browser.get("/dev/token", headers=as_program)).status_code == 401
