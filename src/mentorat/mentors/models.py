"""What a mentor tells of themself."""

import enum
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    Double,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class ProfileStatus(enum.StrEnum):
    """Where a profile stands; what may follow what is in `publication.py`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    REFUSED = "refused"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class BookingMode(enum.StrEnum):
    """Whether a booking counts at once, or waits for the mentor's answer."""

    INSTANT = "instant"
    REQUEST = "request"


class CancellationPolicy(enum.StrEnum):
    """Until when a student may cancel for free: 24 hours, 48 hours or 7 days before."""

    FLEXIBLE = "flexible"
    MODERATE = "moderate"
    STRICT = "strict"


def _values(kinds: type[enum.StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]


BOOKING_MODE = Enum(BookingMode, name="booking_mode", values_callable=_values)
CANCELLATION_POLICY = Enum(CancellationPolicy, name="cancellation_policy", values_callable=_values)


class MentorProfile(Base):
    """One row per mentor; `availability` is the document that the availability slice validates.

    What follows `number` is derived by us for finding mentors, except the publication's state.
    `free_quarters` are the quarter hours from number `free_from_quarter` since 1970 on, each with
    whether a session may start in it (docs/decisions/0044); without them, `free_runs` are asked.
    """

    __tablename__ = "mentor_profiles"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    headline: Mapped[str] = mapped_column(server_default=text("''"))
    expertise: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    hourly_rate_cents: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    availability: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    number: Mapped[int] = mapped_column(Identity(always=True))
    status: Mapped[ProfileStatus] = mapped_column(
        Enum(ProfileStatus, name="profile_status", values_callable=_values),
        server_default=text("'draft'"),
    )
    status_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    refusal_reason: Mapped[str | None]
    refused_version: Mapped[int | None]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    own_skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    search: Mapped[str] = mapped_column(TSVECTOR, server_default=text("''"))
    search_words: Mapped[str] = mapped_column(server_default=text("''"))
    notice_minutes: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    rank: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    rank_parts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    booking_mode: Mapped[BookingMode] = mapped_column(
        BOOKING_MODE, server_default=text("'instant'")
    )
    cancellation_policy: Mapped[CancellationPolicy] = mapped_column(
        CANCELLATION_POLICY, server_default=text("'flexible'")
    )
    meeting_place: Mapped[str | None]
    refused_bio: Mapped[str | None]  # md5 of the presentation that was refused with it
    # The seed's number, for those who read the table itself; worded as PostgreSQL words it, since
    # Prisma compares the texts (docs/decisions/0043).
    hourly_rate: Mapped[float] = mapped_column(
        Double,
        Computed(
            "((hourly_rate_cents)::double precision / (100)::double precision)", persisted=True
        ),
    )
    free_from_quarter: Mapped[int | None] = mapped_column(Integer)
    free_quarters: Mapped[str | None] = mapped_column(BIT(varying=True))

    __table_args__ = (
        Index("uq_mentor_profiles_number", "number", unique=True),
        Index(None, "rank", "number", postgresql_where=text("status = 'published'")),
        Index(None, "status", "status_at"),
        # Words, words of what is offered, the band of the rank, skills: the best of many are found
        # in order (docs/decisions/0044). Without a list of what is new, which each look would read.
        Index(
            "ix_mentor_profiles_best",
            "search",
            text("ts_filter(search, '{a}'::\"char\"[])"),
            text("(array[rank / 2])"),
            "skills",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("status = 'published'"),
        ),
        Index("ix_mentor_profiles_skills", "skills", postgresql_using="gin"),
        CheckConstraint("hourly_rate_cents between 0 and 268435455", "hourly_rate"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", "currency"),
    )


class ShortLink(Base):
    """A readable name for a mentor's page: `/m/marc-lenoir`. The newest is theirs; older ones, from
    names they had, still lead to them, and are nobody else's as long as the profile is there."""

    __tablename__ = "short_links"

    slug: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("mentor_profiles.user_id", ondelete="cascade"), index=True
    )
    made_at: Mapped[datetime]


class SkillCategory(Base):
    """A chapter of the list of skills."""

    __tablename__ = "skill_categories"

    slug: Mapped[str] = mapped_column(primary_key=True)
    label_fr: Mapped[str]
    label_en: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)


class Skill(Base):
    """One curated skill, in both languages; operators edit the list."""

    __tablename__ = "skills"

    slug: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("skill_categories.slug"))
    label_fr: Mapped[str]
    label_en: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class SkillName(Base):
    """Every name of a skill, folded: what a mentor writes finds its skill here."""

    __tablename__ = "skill_names"

    name: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey("skills.slug", ondelete="cascade"), index=True)


class SearchSpelling(Base):
    """A word that a published profile says of itself: what is typed is compared with these."""

    __tablename__ = "search_spellings"

    word: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (
        Index(
            "ix_search_spellings_word",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
    )


class PublicationRules(Base):
    """What the operator decided about publication: one row."""

    __tablename__ = "publication_rules"

    id: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    review_required: Mapped[bool] = mapped_column(server_default=true())

    __table_args__ = (CheckConstraint("id", "single"),)
