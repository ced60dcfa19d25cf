"""From where somebody asks: what proxies say counts only as far as they are trusted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.settings.trusted_proxies import trusted_proxies
from mentorat.web.client_address import NOWHERE, address_key, client_address

PROXY = "10.0.0.1"


def scope(peer: str | None, *headers: tuple[str, str]) -> dict[str, Any]:
    return {
        "client": None if peer is None else (peer, 4711),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }


def forwarded(text: str) -> tuple[str, str]:
    return ("X-Forwarded-For", text)


CASES = [
    ("nobody is trusted unless named", "", PROXY, [forwarded("192.0.2.1")], PROXY),
    (
        "the right-most entry of one proxy",
        "1",
        PROXY,
        [forwarded("1.1.1.1, 192.0.2.1")],
        "192.0.2.1",
    ),
    ("two proxies", "2", PROXY, [forwarded("1.1.1.1, 192.0.2.1, 10.0.0.2")], "192.0.2.1"),
    ("past fewer entries than proxies", "2", PROXY, [forwarded("192.0.2.1")], PROXY),
    (
        "a network of proxies",
        "10.0.0.0/8",
        PROXY,
        [forwarded("1.1.1.1, 192.0.2.1, 10.9.9.9")],
        "192.0.2.1",
    ),
    ("a stranger is no proxy", "10.0.0.0/8", "192.0.2.9", [forwarded("192.0.2.1")], "192.0.2.9"),
    (
        "several header lines are one list",
        "1",
        PROXY,
        [forwarded("1.1.1.1"), forwarded("192.0.2.1")],
        "192.0.2.1",
    ),
    ("with a port", "1", PROXY, [forwarded("192.0.2.1:5678")], "192.0.2.1"),
    (
        "an unreadable entry ends the chain",
        "10.0.0.0/8",
        PROXY,
        [forwarded("192.0.2.1, unknown")],
        PROXY,
    ),
    (
        "the standard header",
        "1",
        PROXY,
        [("Forwarded", "for=1.1.1.1, proto=https;for=192.0.2.1")],
        "192.0.2.1",
    ),
    (
        "quoted, in brackets",
        "1",
        PROXY,
        [("Forwarded", 'for="[2001:db8:1:2::7]:4711"')],
        "2001:db8:1:2::/64",
    ),
    (
        "both, agreeing",
        "1",
        PROXY,
        [forwarded("192.0.2.1"), ("Forwarded", "For=192.0.2.1")],
        "192.0.2.1",
    ),
    (
        "both, disagreeing",
        "1",
        PROXY,
        [forwarded("192.0.2.1"), ("Forwarded", "for=1.1.1.1")],
        PROXY,
    ),
    ("an IPv6 customer is a network", "", "2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
    ("an IPv4 address in IPv6", "", "::ffff:192.0.2.1", [], "192.0.2.1"),
    ("a socket file", "1", None, [forwarded("192.0.2.1")], NOWHERE),
]


@pytest.mark.parametrize(
    ("what", "trusted", "peer", "headers", "address"), CASES, ids=lambda c: str(c)[:30]
)
def test_an_address_is_what_trusted_machines_say(
    what: str, trusted: str, peer: str | None, headers: list[tuple[str, str]], address: str
) -> None:
    assert client_address(scope(peer, *headers), trusted_proxies(trusted)) == address


@given(
    st.text(st.characters(max_codepoint=255), max_size=300),
    st.sampled_from(["1", "2", "10.0.0.0/8"]),
)
def test_whatever_a_client_writes_left_of_its_proxy_changes_nothing(
    said: str, trusted: str
) -> None:
    for header, entry in (("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")):
        for trust in ("1", "10.0.0.0/8"):
            found = client_address(
                scope(PROXY, (header, f"{said}, {entry}")), trusted_proxies(trust)
            )
            assert found == "192.0.2.1"
        client_address(scope(PROXY, (header, said)), trusted_proxies(trusted))


@pytest.mark.parametrize("text", ["hunter2", "-1", "99", "10.0.0.0/33", "10.0.0.1/8"])
def test_what_names_no_proxy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a number of proxies"):
        trusted_proxies(text)


def test_a_key_is_no_address_and_differs_between_sites() -> None:
    assert address_key("192.0.2.1", b"a" * 32) != address_key("192.0.2.1", b"b" * 32)
