"""Which addresses are read from, and which machines are connected to: properties."""

import json
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorat.outbound.address import (
    AddressRefusedError,
    is_public,
    masked,
    redirected,
    target_of,
)
from mentorat.outbound.sealed import Seal, opened, sealed

GOOGLE = (
    "https://calendar.google.com/calendar/ical/marc%40gmail.com/private-0123456789abcdef/basic.ics"
)
# The special-purpose registry of IANA (RFC 6890), multicast and what is kept for the future.
ADDRESSES = Path(__file__).parents[1] / "data" / "reports" / "calendar_addresses.json"
NOT_PUBLIC_V4 = [
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
NOT_PUBLIC_V6 = [
    IPv6Network(text)
    for text in (
        "::/128", "::1/128", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48",
        "2001:10::/28", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        "::ffff:0:0:0/96", "4000::/3",
    )
]  # fmt: skip


@pytest.mark.parametrize("case", json.loads(ADDRESSES.read_text())["cases"])
def test_an_address_is_read_as_calendars_and_chats_hand_it_out(case: dict[str, str]) -> None:
    plain = case["address"].strip().lstrip("\N{ZERO WIDTH SPACE}")
    assert target_of(case["address"]).address == plain.replace("webcals:", "https:")


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u202a", "\u2060", "\u00ad", "\u200e"])
def test_invisible_characters_are_no_part_of_an_address(sign: str) -> None:
    target = target_of(f"{sign} {GOOGLE[:20]}{sign}{GOOGLE[20:]}{sign}\n")
    assert target.address == GOOGLE
    with pytest.raises(AddressRefusedError):
        target_of(f"https://127.0.{sign}0.1/")


@st.composite
def inside(draw: st.DrawFn, networks: Sequence[IPv4Network | IPv6Network]) -> str:
    """An address of one of these networks, at its edges more often than chance would have it."""
    network = draw(st.sampled_from(networks))
    last = network.num_addresses - 1
    at = draw(st.one_of(st.sampled_from([0, last]), st.integers(0, last)))
    return str(network[at])


def wrappings(inner: IPv4Address) -> list[str]:
    """An IPv4 address as IPv6 carries it."""
    return [
        str(IPv6Address(0xFFFF << 32 | int(inner))),
        str(IPv6Address(0x2002 << 112 | int(inner) << 80 | 1)),
        str(IPv6Address(0x64FF9B << 96 | int(inner))),
    ]


@given(address=inside(NOT_PUBLIC_V4))
def test_no_reserved_ipv4_address_is_public_however_it_is_wrapped(address: str) -> None:
    assert not is_public(address)
    for wrapped in wrappings(IPv4Address(address)):
        assert not is_public(wrapped), wrapped


@given(address=inside(NOT_PUBLIC_V6))
def test_no_reserved_ipv6_address_is_public(address: str) -> None:
    inner = ip_address(address)
    assume(isinstance(inner, IPv6Address) and inner.ipv4_mapped is None)
    assert not is_public(address)


@given(number=st.integers(0, 2**32 - 1))
def test_a_wrapped_address_is_as_public_as_what_it_wraps(number: int) -> None:
    inner = IPv4Address(number)
    expected = not any(inner in network for network in NOT_PUBLIC_V4)
    assert is_public(str(inner)) is expected
    assert [is_public(wrapped) for wrapped in wrappings(inner)] == [expected] * 3


@given(number=st.integers(0, 2**128 - 1))
def test_only_global_unicast_is_public_in_ipv6(number: int) -> None:
    address = IPv6Address(number)
    if is_public(str(address)):
        assert address.ipv4_mapped or number >> 96 == 0x64FF9B << 0 or number >> 125 == 0b001


def test_known_machines_of_the_internet_are_public_and_zone_ids_are_not() -> None:
    for address in ("142.250.75.238", "2a00:1450:4007:80c::200e", "64:ff9b::8efa:4bee"):
        assert is_public(address), address
    for address in (
        "fe80::1%eth0",
        "2a00:1450:4007:80c::200e%1",
        "::ffff:8.8.8.8%1",
        "calendar",
        "",
    ):
        assert not is_public(address), address


@st.composite
def numeric_hosts(draw: st.DrawFn) -> str:
    """An IPv4 address in any of the ways that resolvers read one, or an IPv6 one in brackets."""
    number = draw(st.one_of(st.just(0x7F000001), st.integers(0, 2**32 - 1)))
    octets = number.to_bytes(4)
    style = draw(st.sampled_from(["{}", "{:#x}", "0{:o}", "{:#06X}"]))
    shape = draw(st.integers(1, 5))
    if shape == 5:
        return f"[{draw(st.sampled_from([IPv6Address(number), *wrappings(IPv4Address(number))]))}]"
    parts = [*octets[: shape - 1], int.from_bytes(octets[shape - 1 :])]
    return ".".join(style.format(part) for part in parts) + draw(st.sampled_from(["", "."]))


@given(host=numeric_hosts())
def test_no_number_is_a_host(host: str) -> None:
    for address in (f"https://{host}/agenda.ics", f"webcal://{host}", f"https://{host}:443/?a=b"):
        with pytest.raises(AddressRefusedError):
            target_of(address)
        with pytest.raises(AddressRefusedError):
            redirected(target_of(GOOGLE), address)
    with pytest.raises(AddressRefusedError):
        redirected(target_of(GOOGLE), f"//{host}/agenda.ics")


NAME = st.from_regex(r"[a-z][a-z0-9]{0,10}(\.[a-z][a-z0-9]{0,10}){1,3}", fullmatch=True)


@given(name=NAME, user=st.text("abc:%40", max_size=6), port=st.integers(0, 99_999))
def test_neither_names_of_users_nor_other_ports_are_taken(name: str, user: str, port: int) -> None:
    with pytest.raises(AddressRefusedError):
        target_of(f"https://{user}@{name}/agenda.ics")
    with pytest.raises(AddressRefusedError):
        target_of(f"https://{name}\\@{user}.example/agenda.ics")
    if port == 443:
        return
    with pytest.raises(AddressRefusedError):
        target_of(f"https://{name}:{port}/agenda.ics")


@given(text=st.one_of(st.text(max_size=60), st.text("htps:/w.ebcal@[]0x127.%\\#?é", max_size=30)))
def test_whatever_is_taken_is_https_at_a_name_and_is_taken_again(text: str) -> None:
    for address in (text, f"https://{text}", f"https://ex.org/{text}", f"webcal://{text}"):
        try:
            target = target_of(address)
        except AddressRefusedError:
            continue
        assert target_of(target.address) == target
        assert "." in target.host
        assert target.host.rpartition(".")[2][0].isalpha()
        assert target.path.startswith(("/", "?"))
        assert not set(target.path + target.host) & set("\r\n\t \\#"), target


@pytest.mark.parametrize(
    ("address", "host", "path"),
    [
        ("webcal://ex.org/a.ics", "ex.org", "/a.ics"),
        ("HTTPS://EX.org:443/A.ics?key=é#top", "ex.org", "/A.ics?key=%C3%A9"),
        ("https://agenda.café.fr", "agenda.xn--caf-dma.fr", "/"),
        ("https://ex.org.?token=1", "ex.org", "/?token=1"),
    ],
)
def test_an_address_is_read_as_people_paste_it(address: str, host: str, path: str) -> None:
    target = target_of(address)
    assert (target.host, target.path) == (host, path)


@pytest.mark.parametrize(
    "address",
    [
        "http://ex.org/a.ics", "ftp://ex.org/a.ics", "file:///etc/passwd", "ex.org/a.ics", "",
        "https://localhost/a.ics", "https://db/a.ics", "https:///a.ics", "https://ex..org/",
        "https://ex.org:99999/", "https://ex.org:x/", "https://ex.org/a b", "https://ex.org/a\r\nHost: b",
        "https://①②⑦.⓪.⓪.①/", "https://[::1]/", "https://[::1", "https://-ex.org/", "https://ex.0x7f/",
        "https://" + "a" * 64 + ".org/", "https://ex.org/" + "a" * 2048,
    ],
)  # fmt: skip
def test_what_is_no_public_https_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        target_of(address)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert not address or address not in str(refused.value)


@given(secret=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=60))
def test_a_mask_shows_four_characters_of_a_long_secret_and_none_of_a_short_one(secret: str) -> None:
    for path in (secret, f"ical/{secret}/basic.ics", f"a.ics?key={secret}"):
        shown = masked(f"https://ex.org/{path}").removeprefix("https://ex.org/…")
        assert shown == (secret[-4:] if len(secret) >= 16 else "")


def test_an_address_at_rest_opens_for_its_owner_under_this_key_only() -> None:
    key, other = (b"k" * 40,), (b"K" * 40,)
    purpose = b"busy calendar address"
    box = sealed(GOOGLE, Seal("user_a", purpose, key))
    assert b"private-0123" not in box
    assert box != sealed(GOOGLE, Seal("user_a", purpose, key))
    assert opened(box, Seal("user_a", purpose, key)) == GOOGLE
    assert opened(box, Seal("user_b", purpose, key)) is None
    assert opened(box, Seal("user_a", purpose, other)) is None
    assert opened(box, Seal("user_a", b"another purpose", key)) is None
    assert opened(box[:-1], Seal("user_a", purpose, key)) is None
    assert opened(b"", Seal("user_a", purpose, key)) is None


def test_while_the_key_changes_what_the_old_one_sealed_opens_and_the_new_one_seals() -> None:
    old, new = b"k" * 40, b"K" * 40
    before = sealed(GOOGLE, Seal("user_a", b"address", (old,)))
    during = Seal("user_a", b"address", (new, old))
    assert opened(before, during) == GOOGLE
    assert opened(sealed(GOOGLE, during), Seal("user_a", b"address", (new,))) == GOOGLE
    assert opened(sealed(GOOGLE, during), Seal("user_a", b"address", (old,))) is None
