"""JSON has one meaning here, and odd bodies get a named answer, never a 500."""

import contextlib
import json
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.web.strict_json import MAX_DEPTH, MalformedJsonError, decode
from tests.examples import examples
from tests.fakes.clerk_tokens import bearer

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(
                alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
                max_size=5,
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
@hypothesis_settings(max_examples=examples(500), deadline=None)
def test_ordinary_json_means_what_it_says(document: Any) -> None:
    assert decode(json.dumps(document).encode()) == document
    assert decode(json.dumps(document, ensure_ascii=False).encode()) == document


@given(st.binary(max_size=200))
@hypothesis_settings(max_examples=examples(2000), deadline=None)
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(MalformedJsonError):
        decode(body)


ODD = {
    "NaN": b'{"bio": NaN}',
    "minus infinity": b'{"bio": -Infinity}',
    "a float beyond floats": b'{"bio": 1e400}',
    "an integer of 5000 digits": b'{"bio": ' + b"9" * 5000 + b"}",
    "an integer beyond bigint": b'{"bio": 99999999999999999999}',
    "a key twice": b'{"bio": "a", "bio": "b"}',
    "a key twice, escaped": b'{"bio": "a", "\\u0062io": "b"}',
    "NUL": b'{"bio": "a\\u0000b"}',
    "NUL in a key": b'{"b\\u0000io": "a"}',
    "half a surrogate pair": b'{"bio": "\\ud83d"}',
    "NUL deep in a list": b'{"bio": [["\\u0000"]]}',
    "not UTF-8": b'{"bio": "\xff"}',
    "UTF-16": '{"bio": "a"}'.encode("utf-16"),
    "200,000 brackets": b"[" * 200_000,
    "33 levels": b"[" * 33 + b"]" * 33,
    "cut": b'{"bio": "a',
    "nothing": b"",
    "two documents": b"{} {}",
    "a comment": b'{"bio": "a" /* b */}',
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ODD)
async def test_an_odd_body_is_refused_by_name(
    client: httpx2.AsyncClient, clerk_key: RSAKey, name: str
) -> None:
    headers = bearer(clerk_key) | {"Content-Type": "application/json"}
    answer = await client.patch("/api/me", content=ODD[name], headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/api/docs#problem-malformed"
    assert len(answer.json()["detail"]) > 10


def test_brackets_inside_texts_are_not_depth() -> None:
    assert decode(json.dumps("[" * 100 + '\\"' + "{" * 100).encode())
    assert decode(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body", ["[]", "1", '"text"', "null", '{"bio": 5}', '{"bio": ["a"]}', '{"locale": "de"}']
)
async def test_json_of_another_shape_is_a_named_problem(
    client: httpx2.AsyncClient, clerk_key: RSAKey, body: str
) -> None:
    headers = bearer(clerk_key) | {"Content-Type": "application/json"}
    answer = await client.patch("/api/me", content=body, headers=headers)
    assert (answer.status_code, len(answer.json()["errors"]) > 0) == (422, True)


@pytest.mark.anyio
async def test_only_json_is_read_as_json(client: httpx2.AsyncClient, clerk_key: RSAKey) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
    ):
        headers = bearer(clerk_key) | {"Content-Type": kind}
        assert (await client.patch("/api/me", content="{}", headers=headers)).status_code == 415
    for kind in ("application/json", "application/json; charset=utf-8"):
        headers = bearer(clerk_key) | {"Content-Type": kind}
        assert (await client.patch("/api/me", content="{}", headers=headers)).status_code == 200
