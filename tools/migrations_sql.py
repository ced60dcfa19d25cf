"""Lint the SQL of every migration with squawk, whose rules know what locks a live table."""

import contextlib
import io
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from mentorat.db.upgrade import configuration

# Reasons for every rule that is off.
EXCLUDED = (
    "ban-drop-table",  # only in downgrades
    "prefer-bigint-over-int",  # hourly_rate_cents int is promised to readers of the schema
    "require-statement-timeout",  # lock_timeout protects the site; a fill may be long
    "prefer-robust-stmts",  # each run is one transaction: it happens whole or not at all
)


def main() -> int:
    found = io.StringIO()
    config = configuration("")
    config.output_buffer = found
    # procrastinate's own schema is theirs to lint.
    with contextlib.redirect_stdout(io.StringIO()):
        command.upgrade(config, "0900_extensions:0950_audit_events", sql=True)
        command.upgrade(config, "1000_jobs:head", sql=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrations.sql"
        path.write_text(found.getvalue(), encoding="utf-8")
        squawk = Path(sys.executable).with_name("squawk")
        answer = subprocess.run(
            [str(squawk), "--exclude", ",".join(EXCLUDED), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
    if answer.returncode != 0:
        print(answer.stdout + answer.stderr)
    return answer.returncode


if __name__ == "__main__":
    sys.exit(main())
