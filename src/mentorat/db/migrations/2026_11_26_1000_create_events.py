"""What happened, once: the history of bookings and the audit of operators are readings of it."""

from alembic import op

revision = "2026_11_26_1000_create_events"
down_revision = "2511_1030_busy_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table events (
            id uuid constraint pk_events primary key,
            happened_at timestamptz not null,
            kind text not null,
            subject text not null,
            actor text not null,
            sequence bigint,
            before jsonb,
            after jsonb,
            reason text,
            data jsonb not null default '{}',
            is_audit boolean not null default false
        )
    """)
    op.execute("create index ix_events_subject_happened_at on events (subject, happened_at)")
    op.execute("""
        create unique index uq_events_booking_sequence on events (cast(subject as uuid), sequence)
        where sequence is not null
    """)
    op.execute("""
        create index ix_events_happened_at on events (happened_at)
        where not is_audit and sequence is null
    """)
    op.execute("""
        create function refuse_change_of_audit() returns trigger language plpgsql as $body$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end
        $body$
    """)
    op.execute("""
        create trigger audit_is_append_only
        before update or delete on events
        for each row when (old.is_audit) execute function refuse_change_of_audit()
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table events")
    op.execute("drop function refuse_change_of_audit()")
