"""Hold a private server until stdin closes: `python -m tests.faults.hold FOLDER`."""

import sys
from pathlib import Path

from mentorat.db.embedded import local_server


def main() -> None:
    """Print the server's address once it answers, then wait."""
    with local_server(Path(sys.argv[1])) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
