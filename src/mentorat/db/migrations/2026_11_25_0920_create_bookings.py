"""Bookings: two exclusion constraints make it impossible to promise one hour twice."""

from alembic import op

revision = "2511_0920_bookings"
down_revision = "2511_0910_publication"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create type booking_status as enum (
            'requested', 'held', 'confirmed', 'declined', 'expired', 'withdrawn', 'released',
            'cancelled', 'completed', 'missed'
        )
    """)
    op.execute("""
        create table bookings (
            id uuid constraint pk_bookings primary key,
            mentor_id text not null,
            mentee_id text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            blocked_from timestamptz not null,
            blocked_until timestamptz not null,
            status booking_status not null,
            expires_at timestamptz,
            sequence bigint not null default 0,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            constraint fk_bookings_mentor_id foreign key (mentor_id) references users (id),
            constraint fk_bookings_mentee_id foreign key (mentee_id) references users (id),
            constraint ck_bookings_two_people check (mentor_id <> mentee_id),
            constraint ck_bookings_lasts check (
                starts_at < ends_at and blocked_from <= starts_at and ends_at <= blocked_until
                and isfinite(blocked_from) and isfinite(blocked_until)
            ),
            constraint no_overlap_mentor exclude using gist (
                mentor_id with =, tstzrange(blocked_from, blocked_until) with &&
            ) where (status in ('requested', 'held', 'confirmed')),
            constraint no_overlap_mentee exclude using gist (
                mentee_id with =, tstzrange(starts_at, ends_at) with &&
            ) where (status in ('held', 'confirmed'))
        )
    """)
    op.execute("create index ix_bookings_mentor_id_starts_at on bookings (mentor_id, starts_at)")
    op.execute("create index ix_bookings_mentee_id_starts_at on bookings (mentee_id, starts_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table bookings")
    op.execute("drop type booking_status")
