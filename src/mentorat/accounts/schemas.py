"""What accounts say on the wire."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from pydantic import Field

from mentorat.accounts.models import Role
from mentorat.wire import SEVERAL_LINES, TimeZone, Wire

BIO_LENGTH_MAX = 5000


class Me(msgspec.Struct, rename="camel", frozen=True):
    """The caller's account."""

    id: str
    email: str | None
    first_name: str | None
    last_name: str | None
    role: Role
    image_url: str | None
    bio: str | None
    locale: str | None
    timezone: str | None
    onboarded_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MeChange(Wire):
    """What people may change of their account; their name and e-mail address live at Clerk."""

    bio: Annotated[str, Field(max_length=BIO_LENGTH_MAX), SEVERAL_LINES] | None = None
    locale: Literal["fr", "en"] | None = None
    timezone: TimeZone | None = None


class DeliveryAnswer(msgspec.Struct, frozen=True):
    """What became of a delivery: applied, duplicate, stale, noop, ignored or tombstoned."""

    outcome: str
