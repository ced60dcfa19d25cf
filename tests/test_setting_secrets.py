"""Whatever an operator pastes: what cannot be read is told by its part, and never said again."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from mentorat.db.url import described, libpq_url
from mentorat.settings import Settings, SettingsError, read_settings
from tests.test_settings import WRONG, empty_environment, set_all

__all__ = ["empty_environment"]

REPORTS = Path(__file__).parent / "data" / "reports" / "database_urls.json"
PASTED = json.loads(REPORTS.read_text("utf-8"))["cases"]


@pytest.mark.parametrize("url", [case["url"] for case in PASTED if "S3cret" in case["url"]])
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_UNPOOLED"])
def test_a_password_that_must_be_written_otherwise_is_told_by_its_part(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    set_all(monkeypatch, {"AUTH": "dev", name: url})
    with pytest.raises(SettingsError) as refusal:
        read_settings()
    assert "percent-encode" in str(refusal.value)
    assert "S3cret" not in str(refusal.value)
    assert "Pass" not in str(refusal.value)


ODD = st.text(st.sampled_from("aZ0 @#/?%:;,&=[]\\'\"$é\u200b\n"), min_size=1, max_size=6)
SHAPES = (
    "postgresql://alex:{}@127.0.0.1:5999/neondb",
    "postgresql://alex:{}@127.0.0.1:5999/neondb?sslmode=require",
    "postgresql://{}@127.0.0.1/neondb",
    "smtp://alex:{}@mail.example:587",
    "psql 'postgresql://alex:{}@db.example/x'",
    "https://alex:{}@api.example",
    "{}",
)


@settings(deadline=None)  # the first one imports what the others use
@given(st.sampled_from(SHAPES), ODD, ODD, st.sampled_from(sorted(WRONG)))
@example(SHAPES[0], "0", "[", "DATABASE_URL")
@example(SHAPES[0], "", "\u2100", "DATABASE_URL")
@example(SHAPES[3], "]", "", "SMTP_URL")
def test_whatever_is_pasted_into_a_setting_is_never_said_again(
    shape: str, before: str, after: str, name: str
) -> None:
    secret = f"{before}Xyzzy42{after}"
    with pytest.MonkeyPatch.context() as patch:
        set_all(patch, {"AUTH": "dev", name: shape.format(secret)})
        found, told = found_or_told()
    assert "Xyzzy" not in told + repr(found)
    if found and found.database_url:  # what is accepted, libpq reads as it was meant
        url = found.database_url.get_secret_value()
        assert conninfo_to_dict(libpq_url(url))["host"] == "127.0.0.1"
        assert "Xyzzy" not in described(url)


def found_or_told() -> tuple[Settings | None, str]:
    try:
        return read_settings(), ""
    except SettingsError as refusal:
        return None, str(refusal)
