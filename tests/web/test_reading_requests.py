"""Where a link may lead, and which language is asked for."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.web.language import negotiate
from mentorat.web.next_path import safe_next
from tests.examples import examples

HOSTILE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/%0d%0aLocation:x",
    "///evil.example",
    "/a//b",
    "http:evil.example",
    "",
    None,
    5,
    "/" + "a" * 3000,
    "/é",
    " /x",
    "@evil.example",
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_no_link_leads_off_the_site(wanted: object) -> None:
    kept = safe_next(wanted)
    assert kept == "/" or (kept.startswith("/%0d%0a") and "\r" not in kept)


@given(st.text(max_size=40))
@hypothesis_settings(max_examples=examples(2000), deadline=None)
def test_a_way_on_is_always_a_path_of_ours(wanted: str) -> None:
    kept = safe_next(wanted)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert "\\" not in kept
    assert kept.isascii()
    assert kept.isprintable()


@pytest.mark.parametrize(
    ("chosen", "member", "accepted", "expected"),
    [
        (None, None, "", "fr"),
        (None, None, "de, es;q=0.5", "fr"),
        (None, None, "en", "en"),
        (None, None, "fr;q=0.3, en;q=0.8", "en"),
        (None, None, "en;q=0", "fr"),
        (None, None, "en-US,en;q=0.9", "en"),
        (None, "en", "fr", "en"),
        ("fr", "en", "en", "fr"),
        ("xx", None, "en;q=oops, \x00", "fr"),
        (None, None, "*", "fr"),
    ],
)
def test_the_language_is_the_one_asked_for(
    chosen: str | None, member: str | None, accepted: str, expected: str
) -> None:
    assert negotiate(chosen, member, accepted) == expected
