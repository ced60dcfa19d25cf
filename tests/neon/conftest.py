"""Run by `make test-pooler` alone: it needs a PostgreSQL that was built with TLS, as Debian's is."""

import sys

collect_ignore_glob = [] if any("tests/neon" in word for word in sys.argv) else ["test_*.py"]
