"""Logs name nobody: whatever a library or a database puts into its words."""

import subprocess
import sys

FAILING = """
import logging
import structlog
from mentorat.cli.logging import configure_logs

configure_logs()
row = chr(10) + "DETAIL:  Failing row contains (" + "Zoe, depression).".replace("o", "ó")
words = 'Key (email)=(Max.6e+x@evil.example) already exists; "jörg@exämple.fr" <a@b.fr>, c@d.fr' + row
try:
    raise ValueError(words)
except ValueError:
    logging.getLogger("procrastinate").exception("job failed for %s", "max@evil.example")
    structlog.get_logger().exception("mistake", route="/x", cause=words, count=3)
"""


def test_no_line_of_ours_or_of_a_library_carries_an_address() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, check=True
    )
    assert answer.stderr.count("Key (email)=(") == 3
    for part in ("evil", "Max.6e", "jörg", "b.fr", "d.fr", "Zóe", "depressión"):
        assert part not in answer.stderr
    assert '"count": 3' in answer.stderr
