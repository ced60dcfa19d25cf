"""One field for each variable that the operator sets, and how each is read."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorat.settings.addresses import database_address, site_address, smtp_address
from mentorat.settings.booking_caps import CAPS, BookingCaps
from mentorat.settings.clerk_keys import frontend_host, public_key_pem, signing_key
from mentorat.settings.files_place import FilesPlace, Folder, files_place
from mentorat.settings.trusted_proxies import TrustedProxies, trusted_proxies

SECRET_KEY_LETTERS_MIN = 32


def project_folder() -> Path:
    """The folder of the checkout, or the current one for an installed package."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


class Settings(BaseSettings):
    """One field per variable; `.env.example` documents each of them."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: SecretStr | None = None
    database_url_unpooled: SecretStr | None = None
    database_url_replica: SecretStr | None = None
    public_url: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    secret_key: SecretStr | None = None
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
    embed_origins: str = ""
    files_url: SecretStr | None = None
    aws_access_key_id: str | None = None
    aws_secret_access_key: SecretStr | None = None
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    operator_name: str = Field(default="", max_length=200)
    operator_address: str = Field(default="", max_length=300)
    hosting_provider: str = Field(default="", max_length=300)
    contact_email: str = Field(
        default="", pattern=r"^([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)?$", max_length=254
    )
    mentorat_home: Path = Field(
        default_factory=lambda: project_folder() / ".mentorat",
        validation_alias=AliasChoices("mentorat_home"),
    )

    @property
    def secret_keys(self) -> tuple[bytes, ...]:
        """SECRET_KEY, the newest first: it signs and seals, the others are still understood."""
        keys = self.secret_key
        return tuple(key.encode() for key in _listed(keys.get_secret_value())) if keys else ()

    @property
    def booking_caps(self) -> BookingCaps:
        """How many bookings a person may have."""
        return BookingCaps(self.bookings_pair_max, self.bookings_open_max, self.bookings_daily_max)

    @property
    def proxies(self) -> TrustedProxies:
        """Who is believed when they say from where a request comes."""
        return trusted_proxies(self.trusted_proxies)

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """The sites that may show a mentor inside their own pages."""
        return tuple(site_address(origin) for origin in _listed(self.embed_origins))

    @property
    def files_place(self) -> FilesPlace:
        """Where what people upload is kept."""
        if self.files_url is None:
            return Folder(self.mentorat_home.absolute() / "files")
        return files_place(self.files_url.get_secret_value())

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """The webhook keys, several while one is being rotated; empty when none is set."""
        secret = self.clerk_webhook_signing_secret
        return tuple(map(signing_key, _listed(secret.get_secret_value()))) if secret else ()

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

    @field_validator("database_url", "database_url_unpooled", "database_url_replica", "smtp_url")
    @classmethod
    def _is_read(cls, value: SecretStr | None, field: ValidationInfo) -> SecretStr | None:
        if value is None:
            return None
        read = smtp_address if field.field_name == "smtp_url" else database_address
        return SecretStr(read(value.get_secret_value()))

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        return site_address(value, may_have_path=False) if value else ""

    @field_validator("clerk_api_url")
    @classmethod
    def _is_api(cls, value: str) -> str:
        return site_address(value).removesuffix("/v1")

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        keys = _listed(value.get_secret_value()) if value else []
        if value and (not keys or min(map(len, keys)) < SECRET_KEY_LETTERS_MIN):
            raise ValueError(
                f"must have {SECRET_KEY_LETTERS_MIN} characters or more (openssl rand -base64 48);"
                " while it changes: the new one, a comma, the old one"
            )
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_proxies(cls, value: str) -> str:
        trusted_proxies(value)
        return value

    @field_validator("embed_origins")
    @classmethod
    def _are_embedders(cls, value: str) -> str:
        for origin in _listed(value):
            if not site_address(origin, may_have_path=False).startswith("https://"):
                raise ValueError("must be https:// origins, comma separated")
        return value

    @field_validator("files_url")
    @classmethod
    def _is_place(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            files_place(value.get_secret_value())
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
            site_address(origin, may_have_path=False)
        return value


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
