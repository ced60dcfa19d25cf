"""A booking keeps what was promised: price, policy, places and zones; each step leaves an event."""

from alembic import op

revision = "2511_1000_promises"
down_revision = "2511_0940_time_zone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create type cancellation_policy as enum ('flexible', 'moderate', 'strict')")
    op.execute("create type booking_mode as enum ('instant', 'request')")
    op.execute("""
        alter table mentor_profiles
            add column booking_mode booking_mode not null default 'instant',
            add column cancellation_policy cancellation_policy not null default 'flexible',
            add column meeting_place text
    """)
    op.execute("""
        alter table bookings
            add column unit_rate_cents integer not null default 0,
            add column price_cents integer not null default 0,
            add column currency text not null default 'EUR',
            add column policy cancellation_policy not null default 'flexible',
            add column mentor_timezone text not null default 'UTC',
            add column mentee_timezone text not null default 'UTC',
            add column meeting_place text,
            add column note text,
            add column cancel_by timestamptz,
            add column moves integer not null default 0,
            add column ended_by text,
            add column reason text,
            add column is_late boolean not null default false
    """)
    op.execute("""
        create index ix_bookings_expires_at on bookings (expires_at)
        where status in ('requested', 'held')
    """)
    op.execute("""
        create index ix_bookings_ends_at on bookings (ends_at) where status = 'confirmed'
    """)
    _create_events()


def _create_events() -> None:
    op.execute("""
        create table booking_events (
            id uuid constraint pk_booking_events primary key,
            booking_id uuid not null,
            happened_at timestamptz not null,
            actor text not null,
            kind text not null,
            status booking_status not null,
            sequence bigint not null,
            details jsonb not null default '{}',
            constraint fk_booking_events_booking_id
                foreign key (booking_id) references bookings (id) on delete cascade
        )
    """)
    op.execute("""
        create unique index uq_booking_events_booking_id_sequence
        on booking_events (booking_id, sequence)
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table booking_events")
    op.execute("drop index ix_bookings_ends_at")
    op.execute("drop index ix_bookings_expires_at")
    op.execute("""
        alter table bookings
            drop column unit_rate_cents, drop column price_cents, drop column currency,
            drop column policy, drop column mentor_timezone, drop column mentee_timezone,
            drop column meeting_place, drop column note, drop column cancel_by,
            drop column moves, drop column ended_by, drop column reason, drop column is_late
    """)
    op.execute("""
        alter table mentor_profiles
            drop column booking_mode, drop column cancellation_policy, drop column meeting_place
    """)
    op.execute("drop type booking_mode")
    op.execute("drop type cancellation_policy")
