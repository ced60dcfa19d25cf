"""What went wrong, in a sentence with its remedy, instead of a trace."""

import psycopg
from psycopg_pool import PoolTimeout

from mentorat.accounts.clerk.backend_api import ClerkApiError
from mentorat.blog.moving.refusals import UnreadableFileError, UnwritableFileError
from mentorat.cli.output import complain
from mentorat.cli.usage import UsageError
from mentorat.db.backup import BackupError
from mentorat.db.embedded.binaries import NoBinariesError
from mentorat.db.embedded.cluster import ClusterError
from mentorat.db.embedded.unprivileged import CannotRunAsRootError
from mentorat.errors import Refusal
from mentorat.settings import SettingsError

DATABASE_AWAY = (
    "The database does not answer.\n"
    "  Check DATABASE_URL, or leave it empty for a private local server.\n"
    "  More: mentorat doctor"
)


def explained(error: Exception) -> bool:
    """Tell a known failure on stderr; false for a mistake of ours, which deserves its trace."""
    if isinstance(error, psycopg.OperationalError | PoolTimeout) or isinstance(
        error.__cause__, psycopg.OperationalError | PoolTimeout
    ):
        complain(DATABASE_AWAY)
        complain(f"  ({str(error.__cause__ or error).strip().splitlines()[0]})")
    elif isinstance(
        error,
        SettingsError
        | BackupError
        | NoBinariesError
        | ClusterError
        | CannotRunAsRootError
        | ClerkApiError
        | UnreadableFileError
        | UnwritableFileError
        | Refusal
        | UsageError,
    ):
        complain(str(error))
    else:
        return False
    return True
