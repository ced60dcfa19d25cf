"""Secrets that are made on first use and kept under MENTORAT_HOME."""

import secrets
from pathlib import Path

from mentorat.settings import Settings


def secret_keys(settings: Settings) -> tuple[bytes, ...]:
    """SECRET_KEY, the newest first, or one made the first time and kept under MENTORAT_HOME."""
    if settings.secret_keys:
        return settings.secret_keys
    path = settings.mentorat_home / "secret_key"
    if not path.exists():
        settings.mentorat_home.mkdir(parents=True, exist_ok=True)
        keep_first(path, secrets.token_urlsafe(48))
    return (path.read_text(encoding="ascii").encode(),)


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
