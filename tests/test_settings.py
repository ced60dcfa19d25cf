"""Settings: every variable documented, every problem told at once, no secret repeated."""

import re
from pathlib import Path

import pytest

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
    "RATE_LIMITS": "hunter2",
    "BOOKINGS_PAIR_MAX": "0",
    "BOOKINGS_OPEN_MAX": "hunter2",
    "BOOKINGS_DAILY_MAX": "-1",
}


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
    monkeypatch.setenv("CLERK_PUBLISHABLE_KEY", PUBLISHABLE_KEY)
    monkeypatch.setenv(name, PUBLISHABLE_KEY)
    assert read_settings().auth == "clerk"
    monkeypatch.setenv("AUTH", "dev")
    assert read_settings().auth == "dev"


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
    monkeypatch.setenv("CLERK_PUBLISHABLE_KEY", PUBLISHABLE_KEY)
    assert "hunter2" not in repr(read_settings())


def test_keys_are_read_as_the_dashboard_gives_them() -> None:
    assert frontend_host("pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk") == "example.accounts.dev"
    assert frontend_host("pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk==") == "example.accounts.dev"
    for wrong in (
        "",
        "sk_test_x",
        "pk_test_",
        "pk_test_!!!",
        "pk_test_ZXhhbXBsZQ",
        "pk_live_ZXhhbXBsZSQk",
    ):
        with pytest.raises(ValueError, match="pk_test_"):
            frontend_host(wrong)
    pem = "-----BEGIN PUBLIC KEY-----\\nQUJD\\n-----END PUBLIC KEY-----"
    assert public_key_pem(pem) == "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----\n"
