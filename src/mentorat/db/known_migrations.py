"""Which migrations this version knows. Every web process asks as it starts; Alembic would be
imported for that, and all migrations with it."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "migrations"
REVISION = re.compile(r'^revision = "([^"]+)"$', re.MULTILINE)


def known_migrations() -> tuple[str, ...]:
    """Every migration, the newest first, as their files are named; a test compares with Alembic."""
    files = sorted(FOLDER.glob("2*.py"), reverse=True)
    return tuple(REVISION.findall(path.read_text(encoding="utf-8"))[0] for path in files)
