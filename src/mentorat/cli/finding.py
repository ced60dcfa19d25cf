"""What `mentorat doctor` says of one thing it looked at."""

from typing import Literal

import msgspec

Verdict = Literal["ok", "warn", "fail", "skip"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at; the remedy is what to do when it is not well."""

    verdict: Verdict
    subject: str
    words: str
    remedy: str = ""
