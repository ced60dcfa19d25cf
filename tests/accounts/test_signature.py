"""Signatures: the official vectors, every odd header, and secrets (acceptance case 1)."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.accounts.clerk.signature import authentic_delivery, signed_headers
from mentorat.settings.clerk_keys import signing_key
from tests.examples import examples

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "signature_vectors.json").read_text("utf-8")
)


@pytest.mark.parametrize("vector", VECTORS["official"], ids=lambda found: found["msg_id"])
def test_the_official_vectors_are_authentic(vector: dict[str, Any]) -> None:
    headers = {
        "svix-id": vector["msg_id"],
        "svix-timestamp": str(vector["timestamp"]),
        "svix-signature": vector["signature"],
    }
    found = authentic_delivery(
        headers,
        vector["payload"].encode(),
        keys=[signing_key(vector["secret"])],
        now=vector["timestamp"],
    )
    assert found is not None
    assert found.id == vector["msg_id"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda found: found["name"])
def test_each_odd_signature_gets_its_verdict_and_never_an_exception(case: dict[str, Any]) -> None:
    headers = {name.lower(): value for name, value in case["headers"].items()}
    found = authentic_delivery(
        headers, case["payload"].encode(), keys=[signing_key(case["secret"])], now=case["now"]
    )
    assert (found is not None) is (case["expect"] == "accept")


@pytest.mark.parametrize(
    "secret", [*filter(None, VECTORS["secrets"]["reject"]), "whsec_AAAA", "whsec_" + "A" * 120]
)
def test_a_secret_that_is_none_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError) as refusal:
        signing_key(secret)
    assert secret.removeprefix("whsec_")[:20] not in str(refusal.value) or len(secret) < 12


@pytest.mark.parametrize("secret", VECTORS["secrets"]["unpadded_ok"])
def test_a_secret_may_come_without_prefix_and_padding(secret: str) -> None:
    assert len(signing_key(secret)) >= 23


@given(
    st.lists(
        st.tuples(st.sampled_from(["id", "timestamp", "signature"]), st.binary(max_size=80)),
        max_size=4,
    )
)
@hypothesis_settings(max_examples=examples(3000), deadline=None)
def test_no_header_bytes_break_the_check(members: list[tuple[str, bytes]]) -> None:
    headers = {f"svix-{name}": value.decode("latin-1") for name, value in members}
    assert authentic_delivery(headers, b"{}", keys=[b"k" * 32], now=1614265330) is None


@pytest.mark.parametrize(
    ("seconds_off", "is_good"),
    [(-301, False), (-300, True), (-299, True), (0, True), (299, True), (300, True), (301, False)],
)
def test_five_minutes_either_way_are_tolerated_and_not_a_second_more(
    seconds_off: int, is_good: bool
) -> None:
    key, now = b"k" * 32, 1614265330.9
    headers = signed_headers("msg_1", b"{}", key=key, now=int(now) + seconds_off)
    assert (authentic_delivery(headers, b"{}", keys=[key], now=now) is not None) is is_good


@pytest.mark.parametrize("timestamp", ["1e9", "1_7", "+1", " 1", "١٦١٤٢٦٥٣٣٠", "NaN", "", "9" * 13])
def test_a_timestamp_is_written_in_plain_digits(timestamp: str) -> None:
    key = b"k" * 32
    headers = signed_headers("msg_1", b"{}", key=key, now=1)
    headers["svix-timestamp"] = timestamp.encode().decode("latin-1")
    assert authentic_delivery(headers, b"{}", keys=[key], now=1614265330) is None
