"""Trying one article of many: what is refused is told, and the others go on."""

from collections.abc import Awaitable
from typing import TypeVar

from pydantic import ValidationError

from mentorat.errors import Invalid, Refusal

Answer = TypeVar("Answer")


async def attempted(work: Awaitable[Answer]) -> Answer | Refusal:
    """What `work` answers, or why it was refused: everything that it did has been undone by then,
    since it opens and ends its transaction itself."""
    try:
        return await work
    except Refusal as refusal:
        return refusal
    except ValidationError as error:
        places = {f"/{'/'.join(map(str, one['loc']))}" for one in error.errors()}
        return Invalid(sentence=", ".join(sorted(places)))


def reason_of(refusal: Refusal) -> str:
    """Why, for whoever runs the command: the code, and what it is about."""
    code = refusal.code.replace("_", " ")
    if not isinstance(refusal, Invalid):
        return code
    told = ", ".join(f"{one.pointer} {one.code}" for one in refusal.problems) or refusal.text
    return f"{code}: {told}"
