"""`python -m mentorat.availability.busy_reader`: one calendar in, its busy times out, then gone.

A stranger wrote the file. So it is read in a process that may use little time and memory, holds
no secret and no connection, and whose death is an answer.
"""

import resource
import sys

import msgspec

from mentorat.availability.busy_calendar import busy_times
from mentorat.availability.busy_question import BusyQuestion

CPU_SECONDS = 10
MEMORY_BYTES = 768 * 1024 * 1024


def main() -> None:
    """Answer the question on stdin; any failure is one exit code and no answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=BusyQuestion)
    sys.stdout.buffer.write(msgspec.json.encode(busy_times(question)))


if __name__ == "__main__":
    main()
