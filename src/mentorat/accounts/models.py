"""The tables behind identity."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class Role(enum.StrEnum):
    """What a person may do. The interface says «Élève» for USER."""

    ADMIN = "ADMIN"
    MENTOR = "MENTOR"
    USER = "USER"


class User(Base):
    """A person; the row outlives the account, blanked, so that history keeps its references."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    email_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    role: Mapped[Role] = mapped_column(Enum(Role, name="role"), server_default=Role.USER)
    image_url: Mapped[str | None]
    bio: Mapped[str | None]
    locale: Mapped[str | None] = mapped_column(CheckConstraint("locale in ('fr', 'en')", "locale"))
    onboarded_at: Mapped[datetime | None]
    banned: Mapped[bool] = mapped_column(server_default=text("false"))
    deleted_at: Mapped[datetime | None]  # when, by Clerk
    forgotten_at: Mapped[datetime | None]  # when we heard of it: the hold-back starts
    purged_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    timezone: Mapped[str | None]  # where this member reads hours; none: nobody has said
    banned_at: Mapped[datetime | None]  # when we heard of it; none while they are not

    __table_args__ = (
        Index("uq_users_email", text("lower(email)"), unique=True),
        Index(
            "ix_users_forgotten_at",
            "forgotten_at",
            postgresql_where=text("forgotten_at is not null and purged_at is null"),
        ),
        CheckConstraint("email is not null or not email_verified", "verified_has_email"),
        CheckConstraint(
            "deleted_at is null or (email is null and first_name is null"
            " and last_name is null and image_url is null)",
            "deleted_is_blank",
        ),
    )


class ClerkIdentity(Base):
    """What Clerk last said of a person, kept beside the row so that news without
    consequence leaves the row itself untouched."""

    __tablename__ = "clerk_identities"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    version: Mapped[int]
    event_ms: Mapped[int]
    digest: Mapped[str]
    claimed_email: Mapped[str | None]
    claim_verified: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        Index(
            "ix_clerk_identities_claimed_email",
            text("lower(claimed_email)"),
            postgresql_where=text("claimed_email is not null"),
        ),
    )


class WebhookDelivery(Base):
    """The ledger: one row per message of Clerk's, so that a repeat changes nothing."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    user_id: Mapped[str | None]
    event_at: Mapped[datetime | None]
    outcome: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class AuthSession(Base):
    """A browser that is signed in. The cookie's secret is stored hashed."""

    __tablename__ = "auth_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="cascade"), index=True)
    clerk_session_id: Mapped[str] = mapped_column(index=True)
    impersonated: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    issuer: Mapped[str] = mapped_column(server_default=text("''"))  # whose token it was made for

    __table_args__ = (Index("uq_auth_sessions_secret_hash", "secret_hash", unique=True),)


class EndedClerkSession(Base):
    """A Clerk session that is over: neither its tokens nor our sessions of it count."""

    __tablename__ = "ended_clerk_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class RequestCount(Base):
    """How often a person or an address has asked to change something since its minute began. An
    address is a keyed hash. Unlogged: after a crash everybody begins anew."""

    __tablename__ = "request_counts"

    key: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    requests: Mapped[int]

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)


class IdempotencyKey(Base):
    """The answer given to a request, for whoever repeats it with the same key."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
