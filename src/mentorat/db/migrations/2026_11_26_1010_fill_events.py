"""Every step of a booking and every line of the audit, carried over as they stand.

An operator's step stood in both tables; its two rows become one only where they are the same
instant's, booking's and step's, so that nothing is lost and nothing is told twice.
"""

from alembic import op

revision = "2026_11_26_1010_fill_events"
down_revision = "2026_11_26_1000_create_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # Whoever writes waits until both are read from the new table, in this same transaction.
    op.execute("lock table booking_events, audit_events in share row exclusive mode")
    op.execute("""
        insert into events (id, happened_at, kind, subject, actor, sequence, data)
        select id, happened_at, 'booking.' || coalesce(happened, kind), booking_id::text, actor,
            sequence, details || jsonb_build_object('step', kind, 'status', status)
        from booking_events
        left join (values
                ('book', 'booked'), ('request', 'requested'), ('accept', 'accepted'),
                ('decline', 'declined'), ('withdraw', 'withdrawn'), ('expire', 'expired'),
                ('cancel', 'cancelled'), ('move', 'moved'), ('propose', 'hour_proposed'),
                ('refuse_hour', 'hour_refused'), ('complete', 'completed'),
                ('absence', 'absence_reported'), ('contest', 'absence_disputed'),
                ('settle', 'absence_resolved')
            ) as kinds (step, happened)
        on kinds.step = booking_events.kind
    """)
    op.execute("""
        update events set before = audit.before, after = audit.after, reason = audit.reason,
            is_audit = true
        from audit_events audit
        where events.subject = audit.subject and events.actor = audit.actor
            and events.happened_at = audit.happened_at and events.sequence is not null
            and audit.action = 'booking.' || (events.data ->> 'step')
    """)
    op.execute("""
        insert into events
            (id, happened_at, kind, subject, actor, before, after, reason, is_audit)
        select id, happened_at, action, subject, actor, before, after, reason, true
        from audit_events audit
        where not exists (
            select from events
            where events.subject = audit.subject and events.actor = audit.actor
                and events.happened_at = audit.happened_at and events.sequence is not null
                and audit.action = 'booking.' || (events.data ->> 'step')
        )
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local session_replication_role = replica")
    op.execute("delete from events")
    op.execute("set local session_replication_role = origin")
