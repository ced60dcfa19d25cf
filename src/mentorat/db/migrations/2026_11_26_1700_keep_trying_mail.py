"""Mail is tried by what is unsent: since when, when next, and whether it became pointless."""

from alembic import op

revision = "2026_11_26_1700_keep_trying_mail"
down_revision = "2026_11_26_1500_keep_refused_bio"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        alter table messages
        add column thread text,
        add column first_try_at timestamptz,
        add column next_try_at timestamptz,
        add column dropped_at timestamptz
    """)
    # What the version before gave up after seventeen minutes is seen, and can be sent again.
    op.execute("""
        update messages
        set failed_at = now(), failure = 'given up by the version before'
        where sent_at is null and failed_at is null and created_at < now() - interval '4 days'
    """)
    op.execute("""
        update messages
        set thread = split_part(topic, ':', 2)
        where sent_at is null and failed_at is null
            and split_part(topic, ':', 1) in ('booking', 'reminder', 'request')
    """)
    op.execute("""
        create index ix_messages_waiting on messages (created_at)
        where sent_at is null and failed_at is null and dropped_at is null
    """)
    op.execute("""
        create index ix_messages_failed_at on messages (failed_at) where failed_at is not null
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop index ix_messages_failed_at")
    op.execute("drop index ix_messages_waiting")
    # The version before knows no pointless mail, and would send it.
    op.execute("delete from messages where dropped_at is not null")
    op.execute("""
        alter table messages
        drop column dropped_at,
        drop column next_try_at,
        drop column first_try_at,
        drop column thread
    """)
