"""What the operator decides, read once from the environment or `.env`, then frozen."""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorat.settings.booking_caps import CAPS, BookingCaps
from mentorat.settings.clerk_keys import frontend_host, public_key_pem, signing_key
from mentorat.settings.trusted_proxies import TrustedProxies, trusted_proxies

__all__ = ["Settings", "SettingsError", "project_folder", "read_settings"]

CLERK_KEYS = ("clerk_publishable_key", "clerk_secret_key", "clerk_jwt_key")


class SettingsError(Exception):
    """Everything that is wrong with the settings, in one readable screen, without secrets."""


def project_folder() -> Path:
    """The folder of the checkout, or the current one for an installed package."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


class Settings(BaseSettings):
    """One field per variable; `.env.example` documents each of them."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: SecretStr | None = None
    database_url_unpooled: SecretStr | None = None
    public_url: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    secret_key: SecretStr | None = Field(default=None, min_length=32)
    auth: Literal["dev", "clerk"] = "dev"
    clerk_publishable_key: str | None = None
    clerk_secret_key: SecretStr | None = None
    clerk_jwt_key: str | None = None
    clerk_webhook_signing_secret: SecretStr | None = None
    clerk_instance_id: str | None = Field(default=None, pattern=r"^ins_\w+$")
    clerk_authorized_parties: str | None = None
    clerk_api_url: str = "https://api.clerk.com"
    smtp_url: SecretStr | None = None
    mail: Literal["outbox", "console", "smtp"] = "outbox"
    bookings_pair_max: int = Field(default=CAPS.pair, ge=1)
    bookings_open_max: int = Field(default=CAPS.open, ge=1)
    bookings_daily_max: int = Field(default=CAPS.daily, ge=1)
    rate_limits: Literal["on", "off"] = "on"
    trusted_proxies: str = ""
    mentorat_home: Path = Field(
        default_factory=lambda: project_folder() / ".mentorat",
        validation_alias=AliasChoices("mentorat_home"),
    )

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """The webhook keys, several while one is being rotated; empty when none is set."""
        secret = self.clerk_webhook_signing_secret
        return tuple(map(signing_key, _listed(secret.get_secret_value()))) if secret else ()

    @property
    def booking_caps(self) -> BookingCaps:
        """How many bookings a person may have."""
        return BookingCaps(self.bookings_pair_max, self.bookings_open_max, self.bookings_daily_max)

    @property
    def proxies(self) -> TrustedProxies:
        """Who is believed when they say from where a request comes."""
        return trusted_proxies(self.trusted_proxies)

    @property
    def issuer(self) -> str | None:
        """The `iss` of our Clerk instance's tokens."""
        key = self.clerk_publishable_key
        return f"https://{frontend_host(key)}" if key else None

    @property
    def authorized_parties(self) -> tuple[str, ...]:
        """The origins whose tokens we accept; ours alone unless the operator lists them."""
        listed = _listed(self.clerk_authorized_parties or "")
        return tuple(origin.rstrip("/") for origin in listed) or (self.origin,)

    @property
    def origin(self) -> str:
        """Scheme and authority of the site, without a trailing slash."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @field_validator("database_url", "database_url_unpooled")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        if not value.get_secret_value().strip().startswith(("postgres://", "postgresql://")):
            raise ValueError("must start with postgres:// or postgresql://")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("public_url", "clerk_api_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must be an address such as https://mentorat.example")
        return value.rstrip("/").removesuffix("/v1")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_proxies(cls, value: str) -> str:
        trusted_proxies(value)
        return value

    @field_validator("clerk_publishable_key")
    @classmethod
    def _has_host(cls, value: str | None) -> str | None:
        if value:
            frontend_host(value)
        return value

    @field_validator("clerk_jwt_key")
    @classmethod
    def _is_pem(cls, value: str | None) -> str | None:
        return public_key_pem(value) if value else None

    @field_validator("clerk_webhook_signing_secret")
    @classmethod
    def _has_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for secret in _listed(value.get_secret_value()) if value else ():
            signing_key(secret)
        return value

    @field_validator("clerk_authorized_parties")
    @classmethod
    def _are_origins(cls, value: str | None) -> str | None:
        for origin in _listed(value or ""):
            parts = urlsplit(origin)
            if not parts.scheme or not parts.hostname or parts.path.strip("/"):
                raise ValueError("must list origins such as https://mentorat.example")
        return value


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; raises SettingsError naming every bad variable at once."""
    try:
        found = Settings(_env_file=project_folder() / ".env", **overrides)  # type: ignore[arg-type]  # overrides are validated like the environment
        given = found.model_fields_set
        if "auth" not in given and any(getattr(found, key) for key in CLERK_KEYS):
            found = found.model_copy(update={"auth": "clerk"})
        _check_together(found)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    return found


def _check_together(settings: Settings) -> None:
    missing: list[tuple[str, str]] = []
    if settings.auth == "clerk" and not settings.clerk_publishable_key:
        missing.append(("clerk_publishable_key", "is needed with AUTH=clerk"))
    if settings.mail == "smtp" and not settings.smtp_url:
        missing.append(("smtp_url", "is needed with MAIL=smtp"))
    if missing:
        details: list[InitErrorDetails] = [
            {
                "type": PydanticCustomError("missing", "{why}", {"why": why}),
                "loc": (name,),
                "input": None,
            }
            for name, why in missing
        ]
        raise ValidationError.from_exception_data("Settings", details)


def _explain(error: ValidationError) -> str:
    lines = ["The settings need attention:"]
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
        lines.append(f"  {name} {_plain(problem)}")
    lines.append("Each variable is explained in .env.example.")
    return "\n".join(lines)


def _plain(problem: Any) -> str:
    return str(problem["msg"]).removeprefix("Value error, ")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
