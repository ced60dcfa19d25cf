"""What surrounds a session: absences, proposals of another hour, notes, calendar feeds."""

from alembic import op

revision = "2511_1020_keep_promises"
down_revision = "2511_1010_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        alter table bookings
            add column due_cents integer,
            add column is_kept boolean not null default false
    """)
    op.execute("alter table messages add column failed_at timestamptz, add column failure text")
    _create_marks()
    _create_proposals()
    _create_notes()
    _create_feeds()


def _create_marks() -> None:
    op.execute("create type mark_kind as enum ('absent', 'cancelled')")
    op.execute("""
        create table reliability_marks (
            id uuid constraint pk_reliability_marks primary key,
            user_id text not null,
            booking_id uuid not null,
            kind mark_kind not null,
            made_by text not null,
            made_at timestamptz not null,
            contested_at timestamptz,
            objection text,
            settled_at timestamptz,
            is_lifted boolean not null default false,
            constraint fk_reliability_marks_user_id foreign key (user_id) references users (id),
            constraint fk_reliability_marks_booking_id
                foreign key (booking_id) references bookings (id) on delete cascade
        )
    """)
    op.execute("""
        create unique index uq_reliability_marks_booking_id_user_id_kind
        on reliability_marks (booking_id, user_id, kind)
    """)
    op.execute("""
        create index ix_reliability_marks_user_id_made_at on reliability_marks (user_id, made_at)
    """)


def _create_proposals() -> None:
    op.execute("""
        create table move_proposals (
            id uuid constraint pk_move_proposals primary key,
            booking_id uuid not null,
            proposed_by text not null,
            starts_at timestamptz not null,
            proposed_at timestamptz not null,
            expires_at timestamptz not null,
            closed_at timestamptz,
            constraint fk_move_proposals_booking_id
                foreign key (booking_id) references bookings (id) on delete cascade
        )
    """)
    op.execute("""
        create index ix_move_proposals_booking_id_proposed_at
        on move_proposals (booking_id, proposed_at)
    """)


def _create_notes() -> None:
    op.execute("""
        create table booking_notes (
            booking_id uuid not null,
            owner text not null,
            body text not null,
            version bigint not null default 1,
            written_by text not null,
            written_at timestamptz not null,
            constraint pk_booking_notes primary key (booking_id, owner),
            constraint fk_booking_notes_booking_id
                foreign key (booking_id) references bookings (id) on delete cascade
        )
    """)
    op.execute("create index ix_booking_notes_owner on booking_notes (owner)")
    op.execute("""
        create table booking_joins (
            booking_id uuid not null,
            user_id text not null,
            joined_at timestamptz not null,
            constraint pk_booking_joins primary key (booking_id, user_id),
            constraint fk_booking_joins_booking_id
                foreign key (booking_id) references bookings (id) on delete cascade
        )
    """)


def _create_feeds() -> None:
    op.execute("""
        create table calendar_feeds (
            user_id text constraint pk_calendar_feeds primary key,
            secret_hash bytea not null,
            created_at timestamptz not null,
            constraint fk_calendar_feeds_user_id
                foreign key (user_id) references users (id) on delete cascade
        )
    """)
    op.execute("""
        create unique index uq_calendar_feeds_secret_hash on calendar_feeds (secret_hash)
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in (
        "calendar_feeds",
        "booking_joins",
        "booking_notes",
        "move_proposals",
        "reliability_marks",
    ):
        op.execute(f"drop table {table}")
    op.execute("drop type mark_kind")
    op.execute("alter table messages drop column failed_at, drop column failure")
    op.execute("alter table bookings drop column due_cents, drop column is_kept")
