"""A form that carries a picture: what a browser, curl and a stranger send to it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from mentorat.web.upload_body import FILE_BYTES_MAX, UPLOAD_BODY_BYTES_MAX
from tests.builders import a_student
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer
from tests.files.made_pictures import camera_exif, four_corners, saved
from tests.forms import sign_in, typed

pytestmark = pytest.mark.anyio
PHOTO = saved(four_corners(), "JPEG", exif=camera_exif(6))
MULTIPART = "multipart/form-data; boundary=limite"
SENT_BY_BROWSERS = (
    b'--limite\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    b'--limite\r\nContent-Disposition: form-data; name="image"; filename="../../etc/passwd"\r\n'
    b"Content-Type: image/svg+xml\r\n\r\n%s\r\n--limite--\r\n"
)


@pytest.fixture
async def lea(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database
) -> httpx2.AsyncClient:
    """Her browser, signed in."""
    await a_student(database, id="user_lea")
    await sign_in(client, clerk_key, "user_lea")
    return client


async def token_of(client: httpx2.AsyncClient) -> str:
    found = re.search(r'csrf_token" value="([^"]+)"', (await client.get("/pictures")).text)
    assert found
    return found[1]


async def test_a_picture_comes_with_its_form_and_is_shown_to_everybody(
    lea: httpx2.AsyncClient, app: Edge
) -> None:
    fields = {"csrf_token": await token_of(lea), "alt": "Le pont\r\nde Léa", "tag": ["a", "b"]}
    answer = await lea.post("/pictures", data=fields, files={"image": ("pont.jpg", PHOTO)})
    assert answer.status_code == 201
    kept = answer.json()
    assert kept["fields"] == {"alt": "Le pont\nde Léa", "tag": ["a", "b"]}
    async with browser_of(app) as stranger:
        for key in kept["keys"]:
            shown = await stranger.get(f"/files/{key}")
            assert shown.status_code == 200
            assert "pont" not in key


async def test_a_form_with_files_is_read_on_no_other_route(lea: httpx2.AsyncClient) -> None:
    for path in ("/profile", "/locale", "/onboarding"):
        fields = {"csrf_token": await token_of(lea), "bio": "Bonjour", "locale": "en"}
        answer = await lea.post(path, data=fields, files={"image": PHOTO})
        assert answer.status_code == 403
        token = {"X-CSRF-Token": await token_of(lea)}
        answer = await lea.post(path, data=fields, files={"image": PHOTO}, headers=token)
        assert answer.status_code in {415, 422, 409}


async def test_the_forms_token_decides_before_the_picture_is_read(lea: httpx2.AsyncClient) -> None:
    token = (await token_of(lea)).encode()
    headers = {"Content-Type": MULTIPART}
    whole = SENT_BY_BROWSERS % (b"csrf_token", token, PHOTO)
    ok = await lea.post("/pictures", content=whole, headers=headers)
    assert ok.status_code == 201
    first, second, end = (*whole.split(b"--limite\r\n")[1:], b"--limite--\r\n")
    second = second.removesuffix(b"--limite--\r\n")
    late = b"--limite\r\n" + second + b"--limite\r\n" + first + end
    for body in (late, whole.replace(token, b"another"), whole.replace(b"csrf_token", b"csrf")):
        refused = await lea.post("/pictures", content=body, headers=headers)
        assert refused.status_code == 403
        assert "Rechargez la page" in typed(refused.text)
    foreign = headers | {"Origin": "https://evil.example"}
    assert (await lea.post("/pictures", content=whole, headers=foreign)).status_code == 403


async def test_a_stranger_is_told_to_sign_in_before_their_picture_is_read(
    client: httpx2.AsyncClient, app: Edge
) -> None:
    token = (await token_of(client)).encode()
    read = 0

    async def trickle() -> AsyncIterator[bytes]:
        nonlocal read
        yield (SENT_BY_BROWSERS % (b"csrf_token", token, PHOTO))[:400]
        for _ in range(40):
            read += 1
            yield b"x" * 100_000

    refused = await client.post("/pictures", content=trickle(), headers={"Content-Type": MULTIPART})
    assert refused.status_code == 401
    assert read <= 2


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Choisissez une image."),
        ({"image": ("", b"")}, "Choisissez une image."),
        ({"other": PHOTO}, "Choisissez une image."),
        ([("image", PHOTO), ("image", PHOTO)], "Envoyez une seule image à la fois."),
        ({"image": b"\0" * (FILE_BYTES_MAX + 1)}, "Cette image dépasse 10 Mo. Réduisez-la"),
        ({"image": b"<svg/>"}, "Ce fichier n'est pas une image acceptée."),
        ({"image": PHOTO[:2000]}, "Cette image est incomplète ou abîmée."),
    ],
)
async def test_what_is_no_picture_is_told_beside_its_field_and_the_words_are_kept(
    lea: httpx2.AsyncClient, files: Any, sentence: str
) -> None:
    before = {"csrf_token": (None, await token_of(lea)), "alt": (None, "Le pont")}
    parts = [*before.items(), *(files if isinstance(files, list) else files.items())]
    answer = await lea.post("/pictures", files=parts)
    assert answer.status_code == 422
    assert f"image={sentence}" in typed(answer.text)
    assert answer.text.endswith("|Le pont</form>")


async def test_limits_of_a_body_are_told(lea: httpx2.AsyncClient, clerk_key: RSAKey) -> None:
    token = {"X-CSRF-Token": await token_of(lea)}
    part = b'--limite\r\nContent-Disposition: form-data; name="%s"\r\n%s\r\n%s\r\n'
    for body in (
        part % (b"alt", b"", b"x" * (1025 * 1024)),  # text, beyond that of any form
        b"".join(part % (b"n%d" % at, b"", b"") for at in range(101)),
        part % (b"n" * 2000, b"", b""),
        part % (b"alt", b"X: 1\r\n" * 9, b""),
        part % (b'image"; filename="a', b"", b"x" * UPLOAD_BODY_BYTES_MAX),
    ):
        headers = token | {"Content-Type": MULTIPART}
        answer = await lea.post("/pictures", content=body + b"--limite--", headers=headers)
        assert answer.status_code == 413
        assert "trop volumineux" in typed(answer.text)
    announced = token | {"Content-Type": MULTIPART, "Content-Length": str(65 * 1024 * 1024)}
    assert (await lea.post("/pictures", content=b"", headers=announced)).status_code == 413
    plain = token | {"Content-Type": "application/x-www-form-urlencoded"}
    large = await lea.post("/pictures", content=b"a" * (257 * 1024), headers=plain)
    assert large.status_code == 413


WHOLE = SENT_BY_BROWSERS % (b"alt", "Le pont de Léa".encode(), PHOTO[:300])
BOUNDARIES = (
    *("", "boundary=", 'boundary=""', "boundary=" + "a" * 71, "boundary=a\u00e9", "boundary=a%00"),
    *('boundary="a b "', "boundary=limite; boundary=autre", "BOUNDARY=limite", "charset=utf-16"),
)


@pytest.mark.parametrize("boundary", BOUNDARIES)
async def test_an_odd_boundary_is_not_understood(lea: httpx2.AsyncClient, boundary: str) -> None:
    kind = f"multipart/form-data; {boundary}".encode("latin-1")
    headers = [(b"Content-Type", kind), (b"X-CSRF-Token", (await token_of(lea)).encode())]
    answer = await lea.post("/pictures", content=WHOLE, headers=headers)
    assert answer.status_code in {400, 422}


@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(WHOLE)),
            st.integers(0, 40),
            st.sampled_from(
                [
                    *(b"", b"\r\n", b"\n", b"--limite", b"--limite--", b"\r\n--limite\r\n", b"\0"),
                    *(b"\xff", b'"', b"; name*=utf-8''x", b"; filename*=x", b"name=", b": "),
                    *(b"Content-Length: 99999\r\n", b"Content-Transfer-Encoding: base64\r\n"),
                    *(b"Content-Type: text/plain; charset=utf-7\r\n", b"multipart/mixed", b" \t"),
                ]
            )
            | st.binary(max_size=12),
        ),
        max_size=6,
    ),
    st.integers(1, 5000),
)
@example([(0, 5000, b"")], 1)
@example([(len(WHOLE) - 10, 10, b"")], 3)
async def test_whatever_is_sent_as_a_form_is_answered_and_never_a_mistake_of_ours(
    lea: httpx2.AsyncClient, wounds: list[tuple[int, int, bytes]], size: int
) -> None:
    body = WHOLE
    for at, cut, instead in wounds:
        body = body[:at] + instead + body[at + cut :]

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), max(size, len(body) // 60)):
            yield body[start : start + max(size, len(body) // 60)]

    headers = {"Content-Type": MULTIPART, "X-CSRF-Token": await token_of(lea)}
    answer = await lea.post("/pictures", content=pieces(), headers=headers)
    assert answer.status_code in {400, 413, 422}


async def test_a_program_sends_one_with_its_bearer_token(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database
) -> None:
    await a_student(database, id="user_lea")
    headers = bearer(clerk_key, sub="user_lea")
    answer = await client.post("/pictures", files={"image": PHOTO}, headers=headers)
    assert answer.status_code == 201
