"""Settings: every variable documented, every problem told at once, no secret repeated."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.settings import Settings, SettingsError, read_settings
from mentorat.settings.clerk_keys import frontend_host, public_key_pem
from tests.fakes.clerk_tokens import PUBLISHABLE_KEY

EXAMPLE = Path(__file__).parents[1] / ".env.example"
WRONG = {
    "DATABASE_URL": "mysql://u:hunter2@h/db",
    "PORT": "99999",
    "SECRET_KEY": "hunter2",
    "AUTH": "google",
    "CLERK_PUBLISHABLE_KEY": "pk_test_hunter2",
    "CLERK_JWT_KEY": "-----BEGIN PRIVATE KEY-----hunter2",
    "CLERK_WEBHOOK_SIGNING_SECRET": "whsec_hunter2!",
    "CLERK_INSTANCE_ID": "hunter2",
    "CLERK_AUTHORIZED_PARTIES": "hunter2",
    "CLERK_API_URL": "hunter2",
    "PUBLIC_URL": "hunter2",
    "MAIL": "pigeon",
    "TRUSTED_PROXIES": "hunter2",
    "EMBED_ORIGINS": "http://hunter2.example",
    "RATE_LIMITS": "hunter2",
    "FILES_URL": "hunter2",
    "BOOKINGS_PAIR_MAX": "0",
    "BOOKINGS_OPEN_MAX": "hunter2",
    "BOOKINGS_DAILY_MAX": "-1",
}


SECRET = "whsec_" + base64.b64encode(b"o" * 32).decode()
REAL = {
    "CLERK_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
    "PUBLIC_URL": "https://mentorat.example",
    "SECRET_KEY": "s" * 40,
    "MAIL": "outbox",
}


def set_all(patch: pytest.MonkeyPatch, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        patch.setenv(name, value)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("mentorat.settings.project_folder", lambda: tmp_path)


def test_the_example_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_nothing_set_is_a_development_site() -> None:
    settings = read_settings()
    assert (settings.auth, settings.origin) == ("dev", "http://127.0.0.1:8000")
    assert settings.signing_keys == ()


def test_the_example_itself_is_a_development_site(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    assert read_settings().auth == "dev"


@pytest.mark.parametrize("name", ["CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY"])
def test_a_clerk_key_makes_it_the_real_thing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch, REAL | {name: PUBLISHABLE_KEY})
    assert read_settings().auth == "clerk"


CLERK = {
    "CLERK_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
    "CLERK_SECRET_KEY": "sk_test_hunter2",
    "CLERK_JWT_KEY": "QUJDQUJDQUJD",
    "CLERK_WEBHOOK_SIGNING_SECRET": SECRET,
    "CLERK_INSTANCE_ID": "ins_3Fmentorat",
    "CLERK_AUTHORIZED_PARTIES": "https://mentorat.example",
    "CLERK_API_URL": "https://api.other.example",
}


@given(st.sets(st.sampled_from(sorted(CLERK)), max_size=7), st.booleans(), st.booleans())
def test_the_development_identity_never_stands_in_for_a_forgotten_variable(
    clerk: set[str], is_public: bool, has_database: bool
) -> None:
    """Whatever of a real site's settings is lost, the rest does not start as AUTH=dev."""
    with pytest.MonkeyPatch.context() as patch:
        set_all(patch, {name: CLERK[name] for name in clerk})
        if is_public:
            patch.setenv("PUBLIC_URL", "https://mentorat.example")
        if has_database:
            patch.setenv("DATABASE_URL", "postgresql://u@db.example/mentorat")
        if clerk or is_public or has_database:
            with pytest.raises(SettingsError):
                read_settings()  # MAIL and SECRET_KEY are missing in each
        else:
            assert read_settings().auth == "dev"
        patch.setenv("AUTH", "dev")
        if clerk or is_public:
            with pytest.raises(SettingsError):
                read_settings()
        else:
            assert read_settings().auth == "dev"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8", "[::1]:80", "ici.localhost"])
def test_the_development_identity_answers_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", f"http://{host}")
    assert read_settings().auth == "dev"


def test_a_real_site_names_all_that_it_misses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch, {"AUTH": "clerk", "PORT": "99999", "PUBLIC_URL": "http://mentorat.example"}
    )
    with pytest.raises(SettingsError) as refusal:
        read_settings()
    told = [line.split()[0] for line in str(refusal.value).splitlines()[1:-1]]
    assert set(told) == {"PORT", "CLERK_PUBLISHABLE_KEY", "MAIL", "SECRET_KEY", "PUBLIC_URL"}


@pytest.mark.parametrize("url", ["https://mentorat.example", "http://127.0.0.1:8000"])
def test_a_real_site_starts_with_what_it_needs(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    set_all(monkeypatch, REAL | {"PUBLIC_URL": url})
    assert (read_settings().auth, read_settings().mail) == ("clerk", "outbox")


def test_a_secret_key_is_replaced_by_putting_the_new_one_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", f"{'n' * 40}, {'o' * 40}")
    assert read_settings().secret_keys == (b"n" * 40, b"o" * 40)
    monkeypatch.setenv("SECRET_KEY", f"{'n' * 40},short")
    with pytest.raises(SettingsError, match="SECRET_KEY must have 32"):
        read_settings()


def test_every_problem_is_told_at_once_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        read_settings()
    text = str(refusal.value)
    assert all(f"  {name} " in text for name in WRONG)
    assert "hunter2" not in text


@pytest.mark.parametrize("secret", ["whsec_", "whsec_AAAA", "whsec_%%%", ",whsec_AAAA"])
def test_a_secret_that_cannot_work_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("CLERK_WEBHOOK_SIGNING_SECRET", secret)
    with pytest.raises(SettingsError, match="CLERK_WEBHOOK_SIGNING_SECRET"):
        read_settings()


def test_settings_that_need_each_other_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH", "clerk")
    monkeypatch.setenv("MAIL", "smtp")
    with pytest.raises(SettingsError) as refusal:
        read_settings()
    assert "CLERK_PUBLISHABLE_KEY is needed" in str(refusal.value)
    assert "SMTP_URL is needed" in str(refusal.value)


def test_secrets_do_not_show_in_a_printed_settings_object(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "CLERK_SECRET_KEY", "SMTP_URL"):
        monkeypatch.setenv(name, "postgresql://u:hunter2hunter2hunter2hunter2hunter2@h/d")
    set_all(monkeypatch, {**REAL, "SECRET_KEY": "hunter2" * 6, "SMTP_URL": "smtp://u:hunter2@h"})
    assert "hunter2" not in repr(read_settings())


def test_keys_are_read_as_the_dashboard_gives_them() -> None:
    for end in ("", "=="):
        assert frontend_host(f"pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk{end}") == "example.accounts.dev"
    wrong_keys = (
        "",
        "sk_test_x",
        "pk_test_",
        "pk_test_!!!",
        "pk_test_ZXhhbXBsZQ",
        "pk_live_ZXhhbXBsZSQk",
    )
    for wrong in wrong_keys:
        with pytest.raises(ValueError, match="pk_test_"):
            frontend_host(wrong)
    pem = "-----BEGIN PUBLIC KEY-----\\nQUJD\\n-----END PUBLIC KEY-----"
    assert public_key_pem(pem) == "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----\n"
