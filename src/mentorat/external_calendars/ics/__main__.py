"""`python -m mentorat.external_calendars.ics`: one calendar in, its busy times out, then gone.

A stranger wrote the file. So it is read in a process that may use little time and memory, holds
no secret and no connection, and whose death is an answer.
"""

import resource
import signal
import sys
from types import FrameType

import msgspec

from mentorat.external_calendars.ics.busy_times import busy_times
from mentorat.external_calendars.ics.question import (
    BusyQuestion,
    BusyTimes,
    NotACalendarError,
    OutOfTimeError,
    ReadRefusal,
)

CPU_SECONDS = 10
GRACE_SECONDS = 2  # to say which event it was at; then the kernel ends it
WALL_SECONDS = 17  # less than whoever asked waits
MEMORY_BYTES = 768 * 1024 * 1024


def main() -> None:
    """Answer the question on stdin with busy times or a refusal; any failure is an exit code."""
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, _out_of_time)
    signal.alarm(WALL_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=BusyQuestion)
    sys.stdout.buffer.write(msgspec.json.encode(_answer(question)))


def _answer(question: BusyQuestion) -> BusyTimes | ReadRefusal:
    try:
        return busy_times(question)
    except NotACalendarError as error:
        return error.refusal
    except OutOfTimeError:
        return ReadRefusal("rules")
    except MemoryError:
        return ReadRefusal("size")


def _out_of_time(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise OutOfTimeError


if __name__ == "__main__":
    main()
