"""Secrets that are made on first use and kept under MENTORAT_HOME."""

import secrets
from pathlib import Path

from pydantic import SecretStr


def secret_key(given: SecretStr | None, home: Path) -> bytes:
    """SECRET_KEY, or one made the first time and kept under `home`."""
    if given:
        return given.get_secret_value().encode()
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        keep_first(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").encode()


def keep_first(path: Path, text: str) -> None:
    """Write a file that appears whole, or not at all when another process was first."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
