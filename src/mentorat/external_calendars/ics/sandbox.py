"""Having a calendar read in a process of its own, for a limited time."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE

import msgspec

from mentorat.external_calendars.ics.question import (
    BusyQuestion,
    BusyTimes,
    CalendarNotReadError,
    ReadRefusal,
)

READING_SECONDS = 20.0
READER = ("-I", "-W", "ignore", "-m", "mentorat.external_calendars.ics")


async def read_in_sandbox(question: BusyQuestion) -> BusyTimes:
    """What `busy_times` says of a calendar; raises CalendarNotReadError when it refuses, or when
    its process takes too long, too much or falls over. Its words are dropped: they may quote the
    calendar."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *READER, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(READING_SECONDS):
            answer, _ = await process.communicate(msgspec.json.encode(question))
    except TimeoutError:
        raise CalendarNotReadError(ReadRefusal("rules")) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise CalendarNotReadError(ReadRefusal("rules" if process.returncode < 0 else "format"))
    found = msgspec.json.decode(answer, type=BusyTimes | ReadRefusal)
    if isinstance(found, ReadRefusal):
        raise CalendarNotReadError(found)
    return found
