"""`booking_events` and `audit_events` become readings of `events`.

The version before still runs: what it inserts into them becomes an event.
"""

from alembic import op

revision = "2026_11_26_1020_read_events"
down_revision = "2026_11_26_1010_fill_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table booking_events")
    op.execute("drop table audit_events")
    # Its one trigger has just gone with its table.
    op.execute("-- squawk-ignore ban-drop-function\ndrop function refuse_change()")
    op.execute("""
        create view booking_events as
        select id, subject::uuid as booking_id, happened_at, actor, data ->> 'step' as kind,
            (data ->> 'status')::booking_status as status, sequence,
            data - array['step', 'status', 'mentorId'] as details
        from events where sequence is not null
    """)
    op.execute("""
        create view audit_events as
        select id, happened_at, actor, coalesce('booking.' || (data ->> 'step'), kind) as action,
            subject, before, after, reason
        from events where is_audit
    """)
    _keep_old_writers()


def _keep_old_writers() -> None:
    op.execute("""
        create function insert_booking_event() returns trigger language plpgsql as $body$
        begin
            insert into events (id, happened_at, kind, subject, actor, sequence, data)
            values (new.id, new.happened_at, 'booking.' || new.kind, new.booking_id::text,
                new.actor, new.sequence, coalesce(new.details, '{}')
                    || jsonb_build_object('step', new.kind, 'status', new.status));
            return new;
        end
        $body$
    """)
    op.execute("""
        create function insert_audit_event() returns trigger language plpgsql as $body$
        begin
            insert into events
                (id, happened_at, kind, subject, actor, before, after, reason, is_audit)
            values (new.id, new.happened_at, new.action, new.subject, new.actor, new.before,
                new.after, new.reason, true);
            return new;
        end
        $body$
    """)
    for name in ("booking_event", "audit_event"):
        op.execute(f"""
            create trigger {name}s_become_events instead of insert on {name}s
            for each row execute function insert_{name}()
        """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter view booking_events rename to booking_steps")
    op.execute("alter view audit_events rename to audit_lines")
    _create_booking_events()
    _create_audit_events()
    op.execute("""
        insert into booking_events select
            id, booking_id, happened_at, actor, kind, status, sequence, details
        from booking_steps
    """)
    op.execute("insert into audit_events select * from audit_lines")
    op.execute("drop view booking_steps")
    op.execute("drop view audit_lines")
    op.execute("drop function insert_booking_event()")
    op.execute("drop function insert_audit_event()")


def _create_booking_events() -> None:
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


def _create_audit_events() -> None:
    op.execute("""
        create table audit_events (
            id uuid constraint pk_audit_events primary key,
            happened_at timestamptz not null,
            actor text not null,
            action text not null,
            subject text not null,
            before jsonb,
            after jsonb,
            reason text
        )
    """)
    op.execute("""
        create index ix_audit_events_subject_happened_at on audit_events (subject, happened_at)
    """)
    op.execute("""
        create function refuse_change() returns trigger language plpgsql as $body$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end
        $body$
    """)
    op.execute("""
        create trigger audit_events_are_append_only
        before update or delete or truncate on audit_events
        for each statement execute function refuse_change()
    """)
