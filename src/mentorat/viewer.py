"""Who is looking: every query takes a viewer, so every layer knows what one is."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

PROOF_LASTS = timedelta(hours=1)  # our session alone may be twelve hours old


class SignedIn(msgspec.Struct, frozen=True):
    """A person we know. `role` is our own; what Clerk's metadata says of it never counts."""

    id: str
    role: str
    first_name: str | None
    last_name: str | None
    image_url: str | None
    locale: str | None
    onboarded_at: datetime | None
    timezone: str | None = None
    auth_session_id: UUID | None = None
    clerk_session_id: str = ""
    impersonated: bool = False
    proved_at: datetime | None = None

    @property
    def is_newcomer(self) -> bool:
        return self.onboarded_at is None and self.role != "ADMIN"

    @property
    def display_name(self) -> str:
        return " ".join(name for name in (self.first_name, self.last_name) if name)


class OnboardedUser(SignedIn, frozen=True):
    """A member: somebody who has chosen what they are here, or an administrator."""


class Administrator(SignedIn, frozen=True):
    """An operator, who proved a moment ago who they are."""


# What a machine may read: whoever makes its key says which, each operation says which opens it.
Scope = Literal["bookings:read", "mentors:read", "posts:read", "slots:read", "users:read"]


class Machine(msgspec.Struct, frozen=True):
    """A program with an API key, which is never a person. `id` is the key's public part."""

    id: str
    scopes: frozenset[str]
    used_at: datetime | None = None


Credential = Literal["none", "bearer", "session", "clerk_cookie", "key"]


class Visitor(msgspec.Struct, frozen=True):
    """Whoever is calling, known or not, and what they showed to be recognised."""

    user: SignedIn | None = None
    credential: Credential = "none"
    machine: Machine | None = None

    @property
    def is_administrator(self) -> bool:
        """Whether it is an administrator, and not somebody who looks at their account."""
        return self.user is not None and self.user.role == "ADMIN" and not self.user.impersonated

    def is_operator(self, now: datetime) -> bool:
        """Whether it is an administrator who proved to Clerk within the hour who they are, by
        signing in or by a token: nobody else sees what only operators see."""
        if self.user is None or not self.is_administrator:
            return False
        proved_at = self.user.proved_at
        is_recent = proved_at is not None and now - proved_at <= PROOF_LASTS
        return is_recent or self.credential != "session"
