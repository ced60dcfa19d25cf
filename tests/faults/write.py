"""Insert rows, and write each one down after its commit: `python -m tests.faults.write FOLDER FILE`.

Somebody kills it long before it ends.
"""

import sys
import time
import uuid
from pathlib import Path
from typing import BinaryIO

import psycopg

from mentorat.db.embedded import local_server

SECONDS = 30.0


def main() -> None:
    """One short connection after the other, for as long as it may live."""
    deadline = time.monotonic() + SECONDS
    with (
        Path(sys.argv[2]).open("ab", buffering=0) as acknowledged,
        local_server(Path(sys.argv[1])) as url,
    ):
        while time.monotonic() < deadline:
            try:
                insert(url, acknowledged)
            except psycopg.OperationalError:
                time.sleep(0.05)


def insert(url: str, acknowledged: BinaryIO) -> None:
    """Ten rows, each in a transaction of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(10):
            row = uuid.uuid4().hex
            connection.execute("insert into kept values (%s)", [row])
            acknowledged.write(f"{row}\n".encode())


if __name__ == "__main__":
    main()
